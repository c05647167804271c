import { hash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import { ServiceError } from './errors.ts';
import { isRegion } from './regions.ts';
import { accountOfKey, isSecret, type Secrets } from './secrets.ts';
import { Sha256 } from './sha256.ts';

/** A request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export function received(
  { method = '', url = '', headers }: IncomingMessage,
  body: Buffer = Buffer.alloc(0),
): ReceivedRequest {
  const [path, search] = url.split('?');
  return { method, path, query: new URLSearchParams(search), headers, body };
}

/** Who signed a request, and what for. */
export interface Signer {
  readonly account: string;
  readonly region: string;
  readonly service: string;
}

/** What a signature says of itself. */
interface Authorization {
  readonly credential: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20261124T120000Z` */
  readonly time: string;
  /** Seconds, of a signature in the query. */
  readonly expires?: number;
}

/**
 * Who signed a request, in its headers or its query.
 *
 * How old a signature in the headers is does not matter: the simulator's clock can be stopped and put forward, and its
 * clients' clocks cannot.
 *
 * @throws ServiceError when it is not signed, or not by keys of this start
 */
export async function verifySignature(request: ReceivedRequest, service: string, secrets: Secrets): Promise<Signer> {
  const authorization = readAuthorization(request);
  const [accessKeyId, date, region, signedService] = scopeOf(authorization);
  if (signedService !== service) {
    throw invalid(`Credential should be scoped to correct service: '${service}'`);
  }
  const account = accountOfKey(accessKeyId);
  if (account === undefined) {
    throw new ServiceError(
      'UnrecognizedClientException',
      `The security token included in the request is invalid: the simulator did not issue the key '${accessKeyId}'`,
    );
  }
  const covered = new Set(authorization.signedHeaders);
  const uncovered = Object.keys(request.headers).filter((name) => /^(host$|x-amz-)/.test(name) && !covered.has(name));
  if (uncovered.length > 0) {
    throw invalid(`There were headers present in the request which were not signed: ${uncovered.join(', ')}`);
  }
  const signer = new SignatureV4({
    service,
    region,
    credentials: secrets.credentialsOf(account),
    sha256: Sha256,
    applyChecksum: false,
  });
  const expected =
    date === authorization.time.slice(0, 8) && bodyIsTheOneOf(request) && (await sign(signer, request, authorization));
  if (!expected || !isSecret(expected, authorization.signature)) {
    throw invalid(
      'The request signature we calculated does not match the signature you provided. ' +
        'The keys are new with each start of the simulator: are yours those of another one?',
    );
  }
  if (
    authorization.expires !== undefined &&
    Date.now() > timeOf(authorization.time).getTime() + authorization.expires * 1000
  ) {
    throw invalid('Signature expired');
  }
  return { account, region, service };
}

/** The signature that the request has if it is right. */
async function sign(
  signer: SignatureV4,
  request: ReceivedRequest,
  authorization: Authorization,
): Promise<string | undefined> {
  const { method, path, query, headers, body } = request;
  const names = new Set(authorization.signedHeaders);
  const toSign = {
    method,
    path,
    protocol: 'http:',
    hostname: '',
    headers: Object.fromEntries([...names].map((name) => [name, [headers[name] ?? ''].flat().join(',')])),
    query: Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)])),
    body,
  };
  const options = { signingDate: timeOf(authorization.time), signableHeaders: names, unhoistableHeaders: names };
  if (authorization.expires === undefined) {
    const { authorization } = (await signer.sign(toSign, options)).headers;
    return /Signature=(.*)$/.exec(authorization)?.[1];
  }
  const presigned = await signer.presign(toSign, { ...options, expiresIn: authorization.expires });
  return String(presigned.query?.['X-Amz-Signature']);
}

function readAuthorization({ headers, query }: ReceivedRequest): Authorization {
  if (headers.authorization !== undefined)
    return authorizationOfHeader(headers.authorization, String(headers['x-amz-date']));
  const value = (name: string) => query.get(`X-Amz-${name}`) ?? '';
  if (value('Signature') === '') {
    throw new ServiceError('MissingAuthenticationTokenException', 'The request is not signed');
  }
  const expires = Number(value('Expires'));
  if (value('Algorithm') !== 'AWS4-HMAC-SHA256' || !(expires > 0 && expires <= 604_800)) {
    throw new ServiceError(
      'IncompleteSignatureException',
      "AWS query-string parameters must include 'X-Amz-Algorithm' and 'X-Amz-Expires'",
    );
  }
  return {
    credential: value('Credential'),
    signedHeaders: value('SignedHeaders').split(';'),
    signature: value('Signature'),
    time: value('Date'),
    expires,
  };
}

function authorizationOfHeader(header: string, time: string): Authorization {
  const match = /^AWS4-HMAC-SHA256 (.*)$/.exec(header.trim());
  const parts = new Map(
    (match?.[1] ?? '').split(',').map((part): [string, string] => {
      const [name, ...value] = part.trim().split('=');
      return [name, value.join('=')];
    }),
  );
  const [credential = '', signedHeaders = '', signature = ''] = ['Credential', 'SignedHeaders', 'Signature'].map(
    (name) => parts.get(name),
  );
  const missing = ['Credential', 'SignedHeaders', 'Signature'].filter((name) => !parts.get(name));
  if (!match || missing.length > 0) {
    throw new ServiceError(
      'IncompleteSignatureException',
      `Authorization header requires ${missing.map((name) => `'${name}'`).join(', ') || "'AWS4-HMAC-SHA256'"} parameter`,
    );
  }
  return { credential, signedHeaders: signedHeaders.split(';'), signature, time };
}

/** The parts of `AKID/20261124/us-east-1/codeconnections/aws4_request`. */
function scopeOf({ credential, time }: Authorization): string[] {
  const scope = credential.split('/');
  if (
    scope.length !== 5 ||
    scope[4] !== 'aws4_request' ||
    !isRegion(scope[2]) ||
    Number.isNaN(timeOf(time).getTime())
  ) {
    throw invalid('Credential should be scoped to a valid date, Region and service');
  }
  return scope;
}

const TIME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** Not a date when it is none. */
const timeOf = (time: string): Date => new Date(TIME.test(time) ? time.replace(TIME, '$1-$2-$3T$4:$5:$6Z') : '');

/** A signature is over the hash that a header names, where there is one. */
function bodyIsTheOneOf({ headers, body }: ReceivedRequest): boolean {
  const named = headers['x-amz-content-sha256'];
  return named === undefined || named === hash('sha256', body, 'hex');
}

const invalid = (message: string) => new ServiceError('InvalidSignatureException', message);
