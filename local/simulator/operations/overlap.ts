import { ServiceError } from '../errors.ts';
import type { OperationName } from '../model/operations.ts';
import { type Context, obtain } from '../state.ts';

interface Overlap {
  /** The name, in its Region, of what the operation holds while it runs. */
  readonly holds?: (input: Record<string, string>) => string;
  /** Whether it cannot run while that is held. */
  readonly meets: (held: string, input: Record<string, string>) => boolean;
  readonly error: string;
}

const exclusive = (holds: (input: Record<string, string>) => string, error: string): Overlap => ({
  holds,
  meets: (held, input) => held === holds(input),
  error,
});

const repository = ({ OwnerId, RepositoryName }: Record<string, string>) => `repository ${OwnerId}/${RepositoryName}`;
const link = ({ RepositoryLinkId }: Record<string, string>) => `link ${RepositoryLinkId.toLowerCase()}`;
const stack = ({ ResourceName }: Record<string, string>) => `stack ${ResourceName}`;
const host = ({ HostArn }: Record<string, string>) => `host ${HostArn}`;

const CONCURRENT = 'ConcurrentModificationException';

/** Operations that get into each other's way. */
const OVERLAPS: Partial<Record<OperationName, Overlap>> = {
  CreateRepositoryLink: exclusive(repository, CONCURRENT),
  DeleteRepositoryLink: exclusive(link, CONCURRENT),
  UpdateRepositoryLink: exclusive(link, 'ConditionalCheckFailedException'),
  GetRepositoryLink: { meets: (held, input) => held === link(input), error: CONCURRENT },
  ListRepositoryLinks: { meets: (held) => held.startsWith('link '), error: CONCURRENT },
  CreateSyncConfiguration: exclusive(stack, CONCURRENT),
  UpdateSyncConfiguration: exclusive(stack, CONCURRENT),
  DeleteSyncConfiguration: exclusive(stack, CONCURRENT),
  UpdateHost: exclusive(host, 'ConflictException'),
  DeleteHost: exclusive(host, 'ResourceUnavailableException'),
};

/** What is being changed right now, and by which operation, in each Region of an account. */
const held = new WeakMap<Context['here'], Map<string, OperationName>>();

/** Runs the operation; while it runs, what it holds is refused to others. */
export async function withoutOverlap<T>(
  operation: OperationName,
  input: object,
  context: Context,
  act: (changes: boolean) => Promise<T>,
): Promise<T> {
  const overlap = OVERLAPS[operation];
  const here = obtain(held, context.here, () => new Map<string, OperationName>());
  const texts = input as Record<string, string>;
  for (const name of here.keys()) {
    if (overlap?.meets(name, texts)) {
      throw new ServiceError(overlap.error, `Another operation is changing ${name}: try again later`);
    }
  }
  if (!overlap?.holds) {
    return await act(false);
  }
  checkConcurrentDeletions(operation, context, [...here.values()]);
  const name = overlap.holds(texts);
  here.set(name, operation);
  try {
    return await act(true);
  } finally {
    here.delete(name);
  }
}

function checkConcurrentDeletions(operation: OperationName, { world }: Context, running: OperationName[]): void {
  const limit = world.settings.quotas.concurrentDeletions;
  if (operation === 'DeleteSyncConfiguration' && running.filter((each) => each === operation).length >= limit) {
    throw new ServiceError(
      'LimitExceededException',
      `${limit} sync configurations are being deleted, which is the limit`,
    );
  }
}
