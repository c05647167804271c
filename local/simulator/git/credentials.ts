import { createHmac, hash } from 'node:crypto';
import { createScope, getSigningKey } from '@smithy/signature-v4';
import { accountOfKey, isSecret, type Secrets } from '../secrets.ts';
import { Sha256 } from '../sha256.ts';

/** What is signed: the address of a repository. */
export interface GitAddress {
  /** Without a port. */
  readonly hostname: string;
  readonly path: string;
  readonly region: string;
}

/** The service for which the credential helper of the AWS CLI signs. */
const SERVICE = 'codecommit';
const PASSWORD = /^(\d{8}T\d{6})Z([0-9a-f]{64})$/;

/**
 * The account whose keys the user name and the password of Basic authentication are made with, as by the credential
 * helper of the AWS CLI: the password is a time and a signature over the address. Nothing if they are not.
 *
 * How old a signature is does not matter, and a session token is not looked at, as for calls of the APIs.
 */
export async function accountOfLogin(
  authorization: string,
  { hostname, path, region }: GitAddress,
  secrets: Secrets,
): Promise<string | undefined> {
  const [user, password] = loginOf(authorization);
  const account = accountOfKey(user.split('%')[0]);
  const [, time, signature] = PASSWORD.exec(password) ?? [];
  if (account === undefined || time === undefined) return undefined;
  const date = time.slice(0, 8);
  const request = `GIT\n${path}\n\nhost:${hostname}\n\nhost\n`;
  const toSign = ['AWS4-HMAC-SHA256', time, createScope(date, region, SERVICE), hash('sha256', request, 'hex')];
  const key = await getSigningKey(Sha256, secrets.credentialsOf(account), date, region, SERVICE);
  const expected = createHmac('sha256', key).update(toSign.join('\n')).digest('hex');
  return isSecret(expected, signature) ? account : undefined;
}

/** The user name and the password. */
function loginOf(authorization: string): [user: string, password: string] {
  const [, encoded = ''] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  const [user = '', ...password] = Buffer.from(encoded, 'base64').toString().split(':');
  return [user, password.join(':')];
}
