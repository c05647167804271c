import { createHash, createHmac } from 'node:crypto';
import type { HttpRequest } from './http';

const ALGORITHM = 'AWS4-HMAC-SHA256';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The service and the Region for which a signature is valid. */
export interface Scope {
  readonly service: string;
  readonly region: string;
}

/**
 * Signs the headers and the body of a request with Signature Version 4. The request must not have a query, and its path
 * must not contain characters that need escaping. The requests of the handlers meet this.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function sign(request: HttpRequest, scope: Scope, credentials: Credentials, now: number): HttpRequest {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const date = time.slice(0, 8);
  const headers: Record<string, string> = {
    ...request.headers,
    host: request.url.host,
    'x-amz-date': time,
    ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const signed = names.join(';');
  const canonical = [
    request.method,
    request.url.pathname,
    '', // no query
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    signed,
    sha256(request.body),
  ].join('\n');

  const credentialScope = [date, scope.region, scope.service, 'aws4_request'];
  const key = credentialScope.reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, [ALGORITHM, time, credentialScope.join('/'), sha256(canonical)].join('\n'));
  const credential = `${credentials.accessKeyId}/${credentialScope.join('/')}`;
  headers.authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=${signed}, Signature=${signature.toString('hex')}`;
  return { ...request, headers };
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
