# Stands for eclipse-temurin where it cannot be pulled: the machine's JDK, which is the context, on Debian.
FROM docker.io/library/debian:bookworm-slim
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends binutils \
 && rm -rf /var/lib/apt/lists/*
COPY . /opt/java/openjdk
# In a JDK from a package it is a link to the machine's file, which is mounted during the build.
RUN cp -L /opt/java/openjdk/lib/security/cacerts /tmp/cacerts && mv /tmp/cacerts /opt/java/openjdk/lib/security/cacerts
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
