// Imported by name: importing the whole module would make the bundle larger.
import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

const TIMEOUT_MILLISECONDS = 10_000;

const transports = {
  'http:': { request: httpRequest, agent: new HttpAgent({ keepAlive: true }) },
  'https:': { request: httpsRequest, agent: new HttpsAgent({ keepAlive: true }) },
};

export interface HttpRequest {
  readonly url: URL;
  readonly method: 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The request failed without a readable response, and may or may not have been processed. */
export class NetworkError extends Error {}

/** Sends one request and reads the whole response. */
export function send({ url, method, headers, body }: HttpRequest): Promise<HttpResponse> {
  const transport = transports[url.protocol as keyof typeof transports];
  if (!transport) throw new Error(`the protocol must be http: or https:, got ${url.protocol}`);
  return new Promise((resolve, reject) => {
    // The error must contain neither path nor query, because they can contain a signature.
    const fail = (error: Error) => reject(new NetworkError(`no response from ${url.host}: ${error.message}`));
    const request = transport.request(
      url,
      {
        method,
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        agent: transport.agent,
        signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    request.on('error', fail);
    request.end(body);
  });
}
