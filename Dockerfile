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
RUN useradd --create-home --uid 10001 aftercare \
 && install -d -o aftercare -g aftercare -m 700 /srv/aftercare/data
COPY --from=build /opt/aftercare /opt/aftercare
ENV PATH=/opt/aftercare/bin:$PATH AFTERCARE_LOG_FORMAT=json PYTHONUNBUFFERED=1
USER aftercare
WORKDIR /srv/aftercare
VOLUME /srv/aftercare/data
STOPSIGNAL SIGTERM
ENTRYPOINT ["aftercare"]
CMD ["run"]
