# Stands for prom/prometheus where it cannot be pulled: Debian's program, started like the public image.
FROM docker.io/library/debian:bookworm-slim
WORKDIR /package
RUN apt-get update -qq \
 && apt-get download -qq prometheus \
 && dpkg-deb --extract prometheus_*.deb . \
 && mv usr/bin/prometheus /usr/bin \
 && rm -r ./* /var/lib/apt/lists/*
WORKDIR /prometheus
RUN chown nobody .
USER nobody
ENTRYPOINT ["/usr/bin/prometheus"]
CMD ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"]
