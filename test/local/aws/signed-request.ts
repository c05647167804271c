import { SignatureV4 } from '@smithy/signature-v4';
import type { LocalAws } from '../../../local/aws/local-aws';
import { Sha256 } from '../../../local/simulator/index';

export const LIST_USERS = { Action: 'ListUsers', Version: '2010-05-08' };
export const LIST_CONNECTIONS = 'CodeConnections_20231201.ListConnections';

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Signs requests to a service as an SDK does. */
export function signerOf(service: string, credentials: Keys): SignatureV4 {
  return new SignatureV4({
    service,
    region: 'us-east-1',
    credentials,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  });
}

/** A query as text. The signer types it more widely than it is here. */
export const search = (query: object = {}): string => new URLSearchParams({ ...query }).toString();

/** Puts a bucket, an object, or the configuration of one, as the root user. */
export async function put(aws: LocalAws, path: string, body = '', query: Record<string, string> = {}): Promise<void> {
  const { host } = new URL(aws.endpoint);
  const request = { method: 'PUT', protocol: 'http:', hostname: host, path, query, headers: { host }, body };
  const { headers } = await signerOf('s3', aws.simulator.credentials()).sign(request);
  const response = await fetch(`${aws.endpoint}${path}?${search(query)}`, { method: 'PUT', headers, body });
  if (!response.ok) throw new Error(await response.text());
}
