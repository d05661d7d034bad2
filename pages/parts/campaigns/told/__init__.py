"""What is said of campaigns, as sentences, tables of texts and charts, for any door: no Streamlit here."""
