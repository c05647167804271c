import { ControlError } from '../errors.ts';
import { SHAPES } from '../model/shapes.ts';
import { retryLatestCommit, updateSyncBlocker } from '../operations/sync-status.ts';
import type { Service } from '../simulator.ts';
import type { Account, Context } from '../state.ts';
import { accountOf, type Subject } from './subject.ts';

/** Does what the form on the page of a subject says. */
export function act(service: Service, subject: Subject, form: URLSearchParams): void {
  const action = form.get('action');
  if (action === 'resolve' && !('host' in subject)) {
    resolve(service, 'sync' in subject ? subject.account : accountOf(service, subject.connection), form);
  } else if ('sync' in subject) {
    const { account, region, sync } = subject;
    if (action !== 'retry') throw unknown(action);
    retryLatestCommit(sync, contextOf(service, account, region));
  } else if (action === 'complete') {
    'host' in subject ? service.completeHost(subject.host.arn) : service.completeConnection(subject.connection.arn);
  } else if (action === 'fail') {
    'host' in subject ? service.failHost(subject.host.arn) : service.failConnection(subject.connection.arn);
  } else {
    throw unknown(action);
  }
}

const unknown = (action: string | null) => new ControlError(`there is no action ${action}`, 400);

function resolve(service: Service, account: Account, form: URLSearchParams): void {
  const reason = form.get('reason') ?? '';
  const { min, max } = SHAPES.ResolvedReason;
  if (reason.length < min || reason.length > max) {
    throw new ControlError(`the reason must have ${min} to ${max} characters, but has ${reason.length}`, 400);
  }
  const input = { Id: form.get('blocker') ?? '', ResourceName: form.get('stack') ?? '', ResolvedReason: reason };
  updateSyncBlocker({ ...input, SyncType: 'CFN_STACK_SYNC' }, contextOf(service, account, form.get('region') ?? ''));
}

function contextOf({ world }: Service, account: Account, region: string): Context {
  const here = account.regions.get(region);
  if (!here) throw new ControlError(`account ${account.id} has nothing in '${region}'`, 404);
  return { world, service: 'codeconnections', region, account, here, internal: false };
}
