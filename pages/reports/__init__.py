"""Results to hand on: one document of what a page says, written as HTML or as PDF, with no Streamlit."""
