// The module that AWS adds to inline code: responds to CloudFormation on behalf of a custom resource.
const https = require('node:https');

exports.SUCCESS = 'SUCCESS';
exports.FAILED = 'FAILED';

exports.send = (event, context, responseStatus, responseData, physicalResourceId, noEcho) =>
  new Promise((resolve) => {
    const body = JSON.stringify({
      Status: responseStatus,
      Reason: `See the details in CloudWatch Log Stream: ${context.logStreamName}`,
      PhysicalResourceId: physicalResourceId || context.logStreamName,
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
      NoEcho: noEcho || false,
      Data: responseData,
    });
    const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
    const end = () => {
      context.done();
      resolve();
    };
    https
      .request(event.ResponseURL.replace(/^http:/, 'https:'), { method: 'PUT', headers }, (response) => {
        response.resume().on('end', end);
      })
      .on('error', (error) => {
        console.log(`send(..) failed executing https.request(..): ${error}`);
        end();
      })
      .end(body);
  });
