import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { consolePage } from './console/index.ts';
import { control } from './control.ts';
import { Refusal } from './people.ts';
import { ServiceError } from './protocol.ts';
import type { Service } from './simulator.ts';

const HOST = '127.0.0.1';
const LARGEST_BODY = 1024 * 1024;
const CONTROL = '/_simulator/';

/** Serves the APIs at `/`, the control endpoint below `/_simulator/`, and the console everywhere else. */
export async function listen(service: Service, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    serve(service, request, response).catch((error: unknown) => {
      if (response.headersSent) {
        response.destroy();
      } else {
        answerProblem(response, error);
      }
    });
  });
  // A client's idle connection must not be closed under its next request.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  return server;
}

async function serve(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  refuseStrangers(request);
  const method = request.method ?? '';
  const path = (request.url ?? '').split('?')[0];
  const body = await read(request);
  if (path.startsWith(CONTROL)) {
    answerJson(response, 200, control(service, method, path.slice(CONTROL.length), body));
  } else if (method === 'POST' && request.headers['x-amz-target'] === undefined && path !== '/') {
    consolePage.post(service, path, new URLSearchParams(body));
    response.writeHead(303, { location: path }).end();
  } else if (method === 'GET') {
    const page = consolePage.get(service, path);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...consolePage.headers }).end(page);
  } else {
    await serveApi(service, request, response, method === 'POST' && path === '/' ? body : undefined);
  }
}

async function serveApi(
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
  body: string | undefined,
): Promise<void> {
  if (body === undefined) {
    throw new ServiceError('UnknownOperationException', `The API takes POST /, not ${request.method} ${request.url}`);
  }
  const answer = await service.api.answer({ headers: request.headers, body });
  if (answer === undefined) {
    request.socket.destroy();
  } else {
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }
}

/** The page of another site may send requests to loopback: they show in Host or Origin. */
function refuseStrangers({ headers }: IncomingMessage): void {
  const origin = headers.origin === undefined ? [] : [headers.origin.replace(/^https?:\/\//, '')];
  for (const name of [headers.host ?? '', ...origin]) {
    if (!/^([a-z0-9-]+\.)*localhost(:\d+)?$|^127\.0\.0\.1(:\d+)?$|^\[::1\](:\d+)?$/i.test(name)) {
      throw new ServiceError('AccessDeniedException', `The simulator serves this machine only, not '${name}'`, 403);
    }
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > LARGEST_BODY) {
      throw new ServiceError('RequestEntityTooLargeException', `The body is larger than ${LARGEST_BODY} bytes`);
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function answerProblem(response: ServerResponse, error: unknown): void {
  if (error instanceof Refusal) {
    answerJson(response, error.status, { error: error.message });
  } else if (error instanceof ServiceError) {
    const { name, status, message } = error;
    answerJson(
      response,
      status,
      { __type: `com.amazon.coral.service#${name}`, Message: message },
      {
        'content-type': 'application/x-amz-json-1.0',
        'x-amzn-errortype': name,
        'x-amzn-requestid': crypto.randomUUID(),
        // What is left of a body that was refused must not be read as the next request.
        connection: 'close',
      },
    );
  } else {
    answerJson(response, 500, { error: String(error) });
  }
}

function answerJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
