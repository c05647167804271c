"""Starts ministack as the local AWS: bound to loopback, IAM enforced, with AWS CodeConnections added to it.

ministack has no plugin mechanism: each module of `extensions` replaces or wraps names of ministack, which `surface` lists.
The version is pinned, and the start fails when a name is missing.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys
import tempfile

from extensions import start

ACCOUNT = "123456789012"
REGION = "us-east-1"


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="the port of the AWS endpoint, 0 for any free one")
    parser.add_argument(
        "--simulator", required=True, metavar="URL", help="the address of the CodeConnections simulator"
    )
    return parser.parse_args()


def set_environment(port: int, simulator: str, temporary_folder: str) -> None:
    """ministack reads its settings when it is imported, and passes its environment to the functions that it runs."""
    tempfile.tempdir = temporary_folder
    os.environ.update(
        AUTH="true",
        AWS_ACCESS_KEY_ID="unused",  # ministack calls no AWS
        AWS_DEFAULT_REGION=REGION,
        AWS_REGION=REGION,
        AWS_SECRET_ACCESS_KEY="unused",
        BIND_HOST="127.0.0.1",
        CODECONNECTIONS_SIMULATOR=simulator,
        DOCKER_HOST=f"unix://{temporary_folder}/no-docker",  # it would look for its containers, and wait
        GATEWAY_PORT=str(port),
        IOT_MTLS_ENABLED="0",
        LAMBDA_ASYNC_RETRY_BASE_SECONDS="0.2",  # AWS waits for a minute
        LOG_LEVEL="WARNING",
        MINISTACK_ACCOUNT_ID=ACCOUNT,
        MINISTACK_HOST="127.0.0.1",
        MINISTACK_REGION=REGION,
        PERSIST_STATE="0",
        S3_DATA_DIR=os.path.join(temporary_folder, "s3"),
        STATE_DIR=os.path.join(temporary_folder, "state"),
        TMPDIR=temporary_folder,
    )


def main() -> None:
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory(prefix="local-aws-") as temporary_folder:
        run(arguments.port, arguments.simulator, temporary_folder)


def run(wanted_port: int, simulator: str, temporary_folder: str) -> None:
    try:
        listener = socket.create_server(("127.0.0.1", wanted_port))  # connections wait until all is loaded
    except OSError as error:
        sys.exit(f"it cannot listen on port {wanted_port} of 127.0.0.1: {error.strerror}")
    port = listener.getsockname()[1]
    start.read(sys.stdin.buffer)
    print(json.dumps({"port": port, "temporaryFolder": temporary_folder}), flush=True)
    set_environment(port, simulator, temporary_folder)

    from ministack import app

    del os.environ["LOG_LEVEL"]  # functions inherit the environment, and their loggers may read it
    from extensions import (
        alarms,
        api,
        attention,
        buckets,
        cloud_control,
        cloudformation_types,
        corrections,
        custom_resources,
        deletions,
        developer_tools,
        door,
        event_targets,
        events,
        exports,
        function_resources,
        function_workers,
        functions,
        git_sync,
        invocations,
        keys,
        metrics,
        names,
        nat_gateways,
        nested_stacks,
        rollbacks,
        security_group_rules,
        server,
        stack_operations,
        stack_roles,
        surface,
        templates,
        time_lapse,
        topic_messages,
    )

    missing = surface.missing_names()
    if missing:
        sys.exit(f"this ministack is not the one that the local AWS was written for, it lacks: {', '.join(missing)}")
    services = (api, developer_tools, events, event_targets, git_sync, cloud_control, metrics, alarms)
    console = (topic_messages, attention, time_lapse)
    stacks = (templates, exports, nested_stacks, deletions, rollbacks, stack_operations, stack_roles)
    networks = (security_group_rules, nat_gateways)
    cloudformation = (names, cloudformation_types, buckets, custom_resources, *networks, *stacks)
    lambda_functions = (functions, function_workers, function_resources, invocations)
    for extension in (keys, door, *services, *lambda_functions, *console, *cloudformation, corrections):
        extension.install()
    server.run(door.guard(app.app), listener, temporary_folder)


if __name__ == "__main__":
    main()
