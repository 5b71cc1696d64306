# The wallet_api service: docker build -f docker/wallet_api.Dockerfile .
FROM python:3.13.9-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY requirements.lock .
RUN pip install --require-hashes -r requirements.lock
COPY agent agent
COPY wallet_api wallet_api
RUN useradd --uid 10001 --home-dir /data --create-home salus
USER 10001
VOLUME /data
EXPOSE 8103
HEALTHCHECK --interval=10s --timeout=3s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8103/health/live', timeout=2)"]
CMD ["python", "-m", "wallet_api"]
