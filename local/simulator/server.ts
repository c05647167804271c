import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { consoleResponse } from './console/index.ts';
import { control } from './control.ts';
import { ControlError, ServiceError } from './errors.ts';
import { GIT, gitResponse } from './git/git-http.ts';
import { ForbiddenRequest, requireLocalRequest } from './local-requests.ts';
import { type ApiResponse, errorResponse, isApiRequest, protocolOf } from './protocols/index.ts';
import { single, TOKEN_HEADER } from './request.ts';
import { isSecret } from './secrets.ts';
import { type ReceivedRequest, received } from './signature.ts';
import type { Service } from './simulator.ts';
import { statusOf } from './statuses.ts';

const HOST = '127.0.0.1';
const LARGEST_BODY = 1024 * 1024;
/** From here on the connection is cut. */
const LARGEST_UPLOAD = 64 * LARGEST_BODY;
const CONTROL = '/_simulator/';

/** Serves the APIs, the control endpoint below `/_simulator/`, Git below `/git-http/`, and the console everywhere else. */
export async function listen(service: Service, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    serve(service, request, response).catch((error: unknown) => {
      if (response.headersSent) {
        response.destroy();
      } else {
        respondWithError(request, response, error);
      }
    });
  });
  // A client's idle connection must not be closed under its next request.
  server.keepAliveTimeout = 60_000;
  server.requestTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  return server;
}

async function serve(service: Service, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const isControl = message.url?.startsWith(CONTROL) ?? false;
  const isGit = message.url?.startsWith(GIT) ?? false;
  requireLocalRequest(message, !isControl && !isGit);
  const request = received(message, await read(message));
  const { method, path } = request;
  if (isControl) {
    requireToken(service, request);
    respondWithJson(response, 200, await control(service, method, path.slice(CONTROL.length), request.body.toString()));
  } else if (isGit) {
    send(response, await gitResponse(service, request));
  } else if (isApiRequest(request)) {
    const reply = await service.api.respond(request);
    if (reply === undefined) {
      message.socket.destroy();
    } else {
      send(response, reply);
    }
  } else {
    const reply = await consoleResponse(service, request);
    send(response, method === 'HEAD' ? { ...reply, body: '' } : reply);
  }
}

function requireToken({ token }: Service, { headers }: ReceivedRequest): void {
  if (!isSecret(token, single(headers[TOKEN_HEADER]))) {
    throw new ControlError(
      `the header ${TOKEN_HEADER} must have the token of this start, which the simulator prints at its start`,
      403,
    );
  }
}

/** The whole body. One that is too large is read to its end all the same, or its sender would not see the response. */
async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > LARGEST_UPLOAD) {
      request.destroy();
    } else if (size <= LARGEST_BODY) {
      chunks.push(chunk as Buffer);
    }
  }
  if (size > LARGEST_BODY) {
    throw new ServiceError('RequestEntityTooLargeException', `The body is larger than ${LARGEST_BODY} bytes`);
  }
  return Buffer.concat(chunks);
}

function respondWithError(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (error instanceof ForbiddenRequest) {
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-amzn-errortype': 'AccessDeniedException' };
    response.writeHead(403, headers).end(`${error.message}\n`);
  } else if (error instanceof ControlError) {
    respondWithJson(response, error.status, { error: error.message });
  } else if (error instanceof ServiceError) {
    send(
      response,
      errorResponse(protocolOf(received(request)), randomUUID(), statusOf(undefined, error), undefined, error),
    );
  } else {
    respondWithJson(response, 500, { error: String(error) });
  }
}

const respondWithJson = (response: ServerResponse, status: number, body: object) =>
  send(response, { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

function send(response: ServerResponse, { status, headers, body }: ApiResponse): void {
  response.writeHead(status, headers).end(body);
}
