# Sculptor's app on port 8501; the runs, drawings and data sets live in the volume /data.
# Whoever reaches the port can use it all: it is for this machine, or goes behind a proxy that asks
# who is there.
#
#   docker build -t sculptor .
#   docker run --init -p 127.0.0.1:8501:8501 -v sculptor:/data sculptor
#
# For a GPU, whose torch is some gigabytes larger (and whose host has NVIDIA's container toolkit):
#
#   docker build -t sculptor:cuda --build-arg TORCH=cuda .
#   docker run --init --gpus all -p 127.0.0.1:8501:8501 -v sculptor:/data sculptor:cuda

FROM python:3.11-slim AS build
ARG TORCH=cpu
WORKDIR /source
RUN python -m venv /opt/sculptor
ENV PATH=/opt/sculptor/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.lock .
# torch comes first, as the build that was asked for: by default the index gives the one for CUDA.
RUN case "$TORCH" in \
      cpu) index="--index-url https://download.pytorch.org/whl/cpu" ;; \
      cuda) index="" ;; \
      *) echo "Expected TORCH=cpu or TORCH=cuda, received $TORCH" >&2; exit 1 ;; \
    esac; \
    pip install $index "$(grep '^torch==' requirements.lock)"
COPY . .
# The lock also names what only the tests need, so it serves as constraints.
RUN pip install --constraint requirements.lock .

FROM python:3.11-slim
RUN useradd --create-home sculptor && install -d -o sculptor /data
COPY --from=build /opt/sculptor /opt/sculptor
ENV PATH=/opt/sculptor/bin:$PATH SCULPTOR_HOME=/data/runs SCULPTOR_CACHE=/data/cache
USER sculptor
WORKDIR /data
VOLUME /data
EXPOSE 8501
HEALTHCHECK --start-period=20s --timeout=5s \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://localhost:8501/_stcore/health')"]
CMD ["sculptor", "app", "--host", "0.0.0.0", "--port", "8501", "--no-browser"]
