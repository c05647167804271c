"""Calls an operation for each line of standard input, a JSON object, with botocore, and writes its output as JSON."""
import datetime
import json
import sys

from botocore.exceptions import ClientError
from botocore.session import Session

clients = {}


def client_of(service, protocol):
    """A client that speaks the protocol, or the one that botocore chooses by the model."""
    session = Session()
    if protocol:
        model = session.get_component("data_loader").load_service_model(service, "service-2")
        model["metadata"].update(protocol=protocol, protocols=[protocol])
    return session.create_client(service)


def plain(value):
    if isinstance(value, datetime.datetime):
        return value.timestamp()
    raise TypeError(value)


for line in sys.stdin:
    call = json.loads(line)
    key = (call["service"], call.get("protocol"))
    clients[key] = clients.get(key) or client_of(*key)
    try:
        method = getattr(clients[key], "".join("_" + c.lower() if c.isupper() else c for c in call["operation"]).strip("_"))
        output = method(**call["input"])
        output.pop("ResponseMetadata")
        result = {"output": output}
    except ClientError as error:
        result = {"error": error.response["Error"]["Code"], "message": error.response["Error"]["Message"]}
    print(json.dumps(result, default=plain), flush=True)
