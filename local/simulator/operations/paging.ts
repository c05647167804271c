import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { ServiceError } from '../errors.ts';
import { type Context, isVisible, type Stored } from '../state.ts';

const DEFAULT_PAGE = 50;
const TOKEN_LIFE = 24 * 60 * 60 * 1000;

interface Request {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** The errors of a list for tokens that are not good. */
export interface TokenErrors {
  readonly invalid: string;
  readonly expired: string;
}

/**
 * One page of a list, and the token of the next one if there is more.
 *
 * A token is opaque: signed, and good only for the list and filters that gave it.
 */
export function page<T extends Stored>(
  context: Context,
  list: string,
  objects: Iterable<T>,
  { MaxResults, NextToken }: Request,
  errors: TokenErrors,
  accepts: (object: T) => boolean = () => true,
): { items: T[]; NextToken?: string } {
  const purpose = `${context.account.id} ${context.region} ${list}`;
  const after = NextToken === undefined ? 0 : readToken(context, purpose, NextToken, errors);
  const size = MaxResults || DEFAULT_PAGE;
  const items: T[] = [];
  for (const object of objects) {
    if (object.sequence > after && isVisible(context, object) && accepts(object)) {
      if (items.length === size) {
        return { items, NextToken: writeToken(context, purpose, items[size - 1].sequence) };
      }
      items.push(object);
    }
  }
  return { items };
}

const KEY = randomBytes(32);

const sign = (purpose: string, payload: string): Buffer =>
  createHmac('sha256', KEY).update(`${purpose} ${payload}`).digest();

function writeToken({ world }: Context, purpose: string, after: number): string {
  const payload = `${after}.${world.clock.now()}`;
  return Buffer.concat([sign(purpose, payload), Buffer.from(payload)]).toString('base64url');
}

function readToken({ world }: Context, purpose: string, token: string, errors: TokenErrors): number {
  const bytes = Buffer.from(token, 'base64url');
  const payload = bytes.subarray(32).toString();
  const genuine =
    bytes.length > 32 &&
    bytes.toString('base64url') === token &&
    timingSafeEqual(bytes.subarray(0, 32), sign(purpose, payload));
  if (!genuine) {
    throw new ServiceError(errors.invalid, 'The value of NextToken is not valid');
  }
  const [after, issued] = payload.split('.').map(Number);
  if (world.clock.now() - issued > TOKEN_LIFE) {
    throw new ServiceError(errors.expired, 'The list that NextToken belongs to is no longer there');
  }
  return after;
}
