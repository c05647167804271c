import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Keys as the SDKs and CLIs take them: those of the root user of an account. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The id of an access key names its account, so that keys of further accounts need not be registered anywhere. */
const ACCESS_KEY_ID = /^AKIALOCAL(\d{12})$/;

/** The secrets of this start: without them no request changes anything. */
export class Secrets {
  /** Of the control endpoint, and of the local AWS when it asks on behalf of its callers. */
  readonly token = randomSecret();
  /** Of the forms on the pages. Who reads a page may send its forms, and do nothing else. */
  readonly formToken = randomSecret();
  /** What the secret access keys follow from. */
  readonly keySeed = randomSecret();

  /** The keys of an account, the same whenever they are asked for. */
  credentialsOf(account: string): Credentials {
    const accessKeyId = `AKIALOCAL${account}`;
    const secretAccessKey = createHmac('sha256', this.keySeed).update(accessKeyId).digest('hex').slice(0, 40);
    return { accessKeyId, secretAccessKey };
  }
}

/** The account of an access key of ours. */
export function accountOfKey(accessKeyId: string): string | undefined {
  return ACCESS_KEY_ID.exec(accessKeyId)?.[1];
}

/** Whether somebody knows a secret. How long the comparison takes does not depend on how much of it is right. */
export function isSecret(secret: string, candidate: string | undefined): boolean {
  return candidate !== undefined && timingSafeEqual(sha256(candidate), sha256(secret));
}

const sha256 = (text: string): Buffer => hash('sha256', text, 'buffer');

const randomSecret = (): string => randomBytes(24).toString('base64url');
