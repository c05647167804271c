import type { IncomingHttpHeaders } from 'node:http';
import { isSecret } from '../secrets.ts';
import type { Service } from '../simulator.ts';

/** The page is for those who know the token of this start. */
export class SignInRequired extends Error {}

/** Has the browser ask. It keeps the answer for this server and this port, until it ends. */
export const SIGN_IN = {
  'www-authenticate': 'Basic realm="the token of this start, as the password", charset="UTF-8"',
} as const;

/**
 * Lets in who knows the token of this start, as the password of HTTP's basic authentication.
 *
 * The other pages can be read by every program of this machine, also one of another user. In the local AWS a push
 * deploys to stacks, whose functions run as the user: that takes what the control endpoint takes. A cookie would not do,
 * since browsers send it to all ports of a machine.
 */
export function requireOwner({ secrets }: Service, { authorization = '' }: IncomingHttpHeaders): void {
  const [scheme, encoded = ''] = authorization.split(' ');
  const [, password] = /^[^:]*:(.*)$/.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  if (scheme.toLowerCase() === 'basic' && isSecret(secrets.token, password)) return;
  throw new SignInRequired(
    'Files and pushes are for those who know the token of this start: load the page again, and give it as the password. ' +
      'The command that started the simulator prints it as SIMULATOR_TOKEN; the user name does not matter.',
  );
}
