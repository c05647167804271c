"""The module that AWS adds to inline code: responds to CloudFormation on behalf of a custom resource."""

import json

import urllib3

SUCCESS = "SUCCESS"
FAILED = "FAILED"

_http = urllib3.PoolManager()


def send(event, context, responseStatus, responseData, physicalResourceId=None, noEcho=False, reason=None):
    body = {
        "Status": responseStatus,
        "Reason": reason or f"See the details in CloudWatch Log Stream: {context.log_stream_name}",
        "PhysicalResourceId": physicalResourceId or context.log_stream_name,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "NoEcho": noEcho,
        "Data": responseData,
    }
    try:
        response = _http.request("PUT", event["ResponseURL"], headers={"content-type": ""}, body=json.dumps(body))
        print("Status code:", response.status)
    except Exception as error:
        print("send(..) failed executing http.request(..):", error)
