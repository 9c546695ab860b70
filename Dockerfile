# One image for web, worker, scheduler and migrations: compose.yaml says which it is.
FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYTHON=/usr/local/bin/python3

RUN apt-get update \
    && apt-get install -y --no-install-recommends make \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app

# The packages first: they change less often than the code.
COPY bin/bootstrap bin/bootstrap
COPY requirements*.txt ./
RUN bin/bootstrap run && rm -rf /var/lib/apt/lists/* /root/.cache

COPY . .
# The translations, and the static files: collecting them needs settings, but none of the real ones.
RUN make install \
    && SECRET_KEY="$(head -c 60 /dev/urandom | base64 -w 0)" ENV_FILE=.env.example DATA_DIR=/tmp/build make static \
    && rm -rf /tmp/build

# The font cache lies in the home folder.
RUN useradd --system --uid 10001 --home-dir /data --no-create-home inclucities \
    && install -d -o inclucities -g inclucities /data
ENV DATA_DIR=/data
USER inclucities
VOLUME /data
EXPOSE 8000
CMD ["make", "web"]
