import { ServiceError } from './errors.ts';
import type { OperationName } from './model/operations.ts';
import type { Context, World } from './state.ts';

/** What the service decides before it looks at the resources: whether it is up, who may call, and how often. */
export class Admission {
  private readonly world: World;
  /** The calls that an account may still make in a Region, and when that was counted. */
  private readonly allowances = new Map<string, { calls: number; at: number }>();

  constructor(world: World) {
    this.world = world;
  }

  admit(operation: OperationName, context: Context): void {
    const { outage, deniedOperations } = this.world.settings;
    if (outage) {
      throw new ServiceError('InternalServerException', 'The service has an outage');
    }
    if (deniedOperations.includes(operation)) {
      throw new ServiceError(
        'AccessDeniedException',
        `The caller is not authorized to perform: ${context.service}:${operation}`,
      );
    }
    if (!context.internal) {
      this.count(context);
    }
  }

  reset(): void {
    this.allowances.clear();
  }

  /** A bucket that holds the calls of one second, or one call if that is more, and fills up at the rate. */
  private count({ account, region }: Context): void {
    const { requestsPerSecond: rate } = this.world.settings;
    if (rate === 0) {
      return;
    }
    const most = Math.max(1, rate);
    const now = this.world.clock.now();
    const key = `${account.id} ${region}`;
    const before = this.allowances.get(key) ?? { calls: most, at: now };
    const calls = Math.min(most, before.calls + ((now - before.at) / 1000) * rate);
    this.allowances.set(key, { calls: calls < 1 ? calls : calls - 1, at: now });
    if (calls < 1) {
      throw new ServiceError('ThrottlingException', 'Rate exceeded');
    }
  }
}
