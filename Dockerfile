# The wheels are checked against the lock's hashes first; then only what running needs is installed.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock ./
RUN pip download --no-cache-dir --require-hashes --only-binary=:all: -r requirements.lock -d /wheels
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY cogs cogs
COPY content content
RUN python -m venv /opt/aftercare \
 && /opt/aftercare/bin/pip install --no-cache-dir --no-index --find-links /wheels ".[postgres]"

FROM python:3.13-slim
RUN useradd --no-create-home --home-dir /srv/aftercare --shell /usr/sbin/nologin --uid 10001 aftercare \
 && install -d -o aftercare -g aftercare -m 700 /srv/aftercare/data
COPY --from=build /opt/aftercare /opt/aftercare
ENV PATH=/opt/aftercare/bin:$PATH AFTERCARE_LOG_FORMAT=json AFTERCARE_HEALTH_PORT=8891 \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER aftercare
WORKDIR /srv/aftercare
VOLUME /srv/aftercare/data
STOPSIGNAL SIGTERM
# Only whether it lives: an orchestrator must not restart it because Discord has an outage.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; port = os.environ.get('AFTERCARE_HEALTH_PORT'); port and web.urlopen(f'http://127.0.0.1:{port}/healthz', timeout=4)"]
ENTRYPOINT ["aftercare"]
CMD ["run"]
