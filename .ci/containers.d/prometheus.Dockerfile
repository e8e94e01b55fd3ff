# Stands for prom/prometheus where it cannot be pulled: Debian's package, started like the public image.
FROM docker.io/library/debian:bookworm-slim
RUN apt-get update -qq \
 && apt-get download -qq prometheus \
 && dpkg-deb --extract prometheus_*.deb / \
 && rm -rf prometheus_*.deb /var/lib/apt/lists/* \
 && mkdir -p /prometheus \
 && chown nobody /prometheus
USER nobody
WORKDIR /prometheus
ENTRYPOINT ["/usr/bin/prometheus"]
CMD ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"]
