/** Requests of Node.js functions that are meant for AWS go to the local AWS, which speaks plain HTTP. */
'use strict';
const http = require('node:http');
const https = require('node:https');
const { syncBuiltinESMExports } = require('node:module');
const { urlToHttpOptions } = require('node:url');

const AWS = /\.amazonaws\.com(?:\.cn)?$/;
const LOOPBACK = ['127.0.0.1', 'localhost'];
const DEPTH = 'X-Ministack-Invoke-Depth';

/** The options of a request as an object, however they were given, and the callback. */
function normalized(given) {
  const callback = given.find((argument) => typeof argument === 'function');
  const [first, second] = given.filter((argument) => typeof argument !== 'function');
  const isUrl = typeof first === 'string' || first instanceof URL;
  return [isUrl ? { ...urlToHttpOptions(new URL(first)), ...second } : { ...first }, callback];
}

function install() {
  const gateway = new URL(process.env.AWS_ENDPOINT_URL);
  if (gateway.protocol !== 'http:') return;
  const plain = http.request;
  const secure = https.request;

  // Functions that invoke each other in a loop are stopped by ministack, which counts by this header.
  http.request = (...given) => {
    const request = plain(...given);
    const depth = process.env._MINISTACK_INVOKE_DEPTH;
    if (depth && request.getHeader('host') === gateway.host && !request.headersSent) request.setHeader(DEPTH, depth);
    return request;
  };

  // The response URL of a custom resource is called by https, and without its port, by the code that AWS and CDK provide.
  https.request = (...given) => {
    const [options, callback] = normalized(given);
    const host = options.hostname ?? String(options.host ?? '').replace(/:\d+$/, '');
    const isDefaultPort = !options.port || [443, Number(gateway.port)].includes(Number(options.port));
    if (!AWS.test(host) && !(LOOPBACK.includes(host) && isDefaultPort)) return secure(...given);
    const { agent, _defaultAgent, servername, ...rest } = options;
    const target = { protocol: 'http:', hostname: gateway.hostname, host: gateway.hostname, port: gateway.port };
    return http.request({ ...rest, ...target }, callback);
  };
  https.get = (...given) => https.request(...given).end();
  syncBuiltinESMExports();
}

module.exports = { install };
