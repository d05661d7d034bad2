# The app as one image: no root, health check, data in the volume /data.
FROM python:3.11-slim AS environment
RUN pip install --no-cache-dir 'uv>=0.13,<1'
WORKDIR /fenqun
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev --no-cache

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 fenqun && mkdir /data && chown fenqun /data
WORKDIR /fenqun
COPY --from=environment /fenqun/.venv .venv
COPY app.py cli.py ./
COPY .streamlit .streamlit
COPY data data
COPY queries queries
COPY pages pages
ENV PATH=/fenqun/.venv/bin:$PATH PYTHONUNBUFFERED=1 FENQUN_HOME=/data FENQUN_HOST=0.0.0.0
USER fenqun
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["python", "app.py"]
