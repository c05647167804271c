import { WAIT_SECONDS } from '../../private/limits';
import { partsOf, stackNameIn } from '../client/arn';
import { ignoreNotFound, isOneOf } from '../client/aws';
import type { Runtime } from '../client/runtime';
import { quoted } from '../client/text';
import { textIn } from '../client/xml';
import { customResource, IncompleteError, type Request } from '../framework/custom-resource';
import { waitFor } from '../framework/wait';
import { subjectOf } from '../synced-stack/synced-stack';
import { TARGET_STACK } from './contract';
import { type CloudFormation, cloudFormationOf, findStack, refuseUnsyncable, type Stack } from './stacks';

/** The time for which CloudFormation may not know a new role, and a deleted sync configuration may still be listed. */
const MAX_DELAY_MILLISECONDS = 60_000;

type Part<K extends keyof Request<unknown>> = Pick<Request<unknown>, K>;

/** The physical id is the ARN of the stack. For a stack that existed before, this prefix precedes it. */
const FOUND = 'found ';

/** A stack needs a resource. This one needs no permissions, and creates nothing. */
const Resources = { Empty: { Type: 'AWS::CloudFormation::WaitConditionHandle' } };

/**
 * Creates the empty stack for Git sync to update, unless it exists.
 *
 * It acts only when the resource is created or deleted. An update, and thus a rollback, does nothing, unless it names the
 * very stack that the physical id contains as deleted. Then the stack is created again, and the physical id contains the
 * new one, so that neither a rollback nor a later update does anything. The new one is never deleted here: it has a sync
 * configuration, and a rollback of the deployment must not delete what Git sync has filled.
 */
export const targetStack = customResource(
  TARGET_STACK,
  async (request, runtime) => {
    const { physicalId, stackId, requestId } = request;
    const { StackName, RoleArn, DeletedStackId } = request.properties;
    const isAgain = physicalId !== undefined;
    if (isAgain && physicalId.replace(FOUND, '') !== DeletedStackId) {
      if (DeletedStackId) runtime.log(`nothing is created: the stack of this resource is ${physicalId}`);
      return outcome(StackName, physicalId);
    }

    const call = cloudFormationOf(stackId, runtime);
    let own = '';
    const deal = async (stack: Stack | undefined) => {
      if (stack?.description.includes(requestId)) own = stack.id;
      const owner = own || isAgain ? undefined : await ownerOf(StackName, request, runtime);
      if (owner) {
        throw new Error(
          `the stack ${StackName} is already ${owner}; delete that sync configuration, or give another stack name`,
        );
      }
      if (stack) {
        if (stack.id === DeletedStackId) {
          throw new Error(`the stack ${StackName} still exists as ${stack.id}; remove 'deletedStackId'`);
        }
        refuseUnsyncable(StackName, stack);
        return isAgain || !own ? FOUND + stack.id : own;
      }
      if (request.deadline === undefined) return undefined; // only a run that has proved that it can hand over creates it
      const Description = `Empty until Git sync updates it: ${requestId}`;
      const TemplateBody = JSON.stringify({ Description, Resources });
      try {
        const parameters = { StackName, TemplateBody, ...(RoleArn && { RoleARN: RoleArn }) };
        own = textIn(await call('CreateStack', parameters), 'StackId') ?? '';
      } catch (error) {
        const isNewRole = (error as Error).message.includes('cannot be assumed');
        if (!(isNewRole && isEarly(request, runtime)) && !isOneOf(error, ['AlreadyExistsException'])) throw error;
      }
      return undefined;
    };
    try {
      const found = await settle(StackName, deal, call, request, runtime);
      return typeof found === 'string' ? outcome(StackName, found) : found;
    } catch (error) {
      throw own ? new IncompleteError((error as Error).message, own) : error;
    }
  },
  async (request, runtime) => {
    const { physicalId = '', stackId } = request;
    if (!physicalId.startsWith('arn:')) return undefined;

    const call = cloudFormationOf(stackId, runtime);
    const name = stackNameIn(physicalId);
    let requested = request.memo;
    const deal = async (stack: Stack | undefined) => {
      if (!stack) return true;
      const owner = await ownerOf(name, request, runtime);
      if (owner && isEarly(request, runtime)) return undefined;
      if (owner || (requested && stack.status === 'DELETE_FAILED')) {
        throw new Error(
          `the stack ${name} was not deleted, because it is ${owner ?? `in ${stack.state}`}; delete ${owner ? 'that sync configuration' : 'it manually'} first`,
        );
      }
      await call('DeleteStack', { StackName: physicalId });
      requested = 'requested';
      return undefined;
    };
    const result = await settle(physicalId, deal, call, request, runtime);
    return result === true ? undefined : { ...result, memo: requested };
  },
);

/** Calls back whenever no operation is in progress on the stack, until that gives a result. */
function settle<T>(
  name: string,
  deal: (stack: Stack | undefined) => Promise<T | undefined>,
  call: CloudFormation,
  request: Part<'deadline' | 'remainingTime'>,
  runtime: Runtime,
) {
  let state = '';
  const poll = async () => {
    const stack = await findStack(call, name);
    if (stack) state = stack.state;
    return stack?.isBusy ? undefined : deal(stack);
  };
  const timedOut = (problem: string) => {
    throw new Error(`the stack ${name} is still in ${state}; try again when this has ended${problem}`);
  };
  return waitFor({ seconds: WAIT_SECONDS.max, poll, timedOut }, request, runtime);
}

/** Whether the wait has just started. */
function isEarly({ deadline }: Part<'deadline'>, runtime: Runtime): boolean {
  return deadline === undefined || deadline - runtime.now() > WAIT_SECONDS.max * 1_000 - MAX_DELAY_MILLISECONDS;
}

/** The outcome for a stack. It is the same stack for the life of the resource. */
function outcome(StackName: string, physicalId: string) {
  const StackId = physicalId.replace(FOUND, '');
  if (stackNameIn(StackId) !== StackName) {
    throw new Error(`the stack cannot change from ${StackId} to ${StackName}; give the construct another id`);
  }
  return { physicalId, attributes: { StackName, StackId } };
}

/** The sync configuration of a stack, in words; nothing if it has none. */
async function ownerOf(StackName: string, request: Part<'stackId'>, runtime: Runtime) {
  const { region: Region } = partsOf(request.stackId);
  const { name, call } = subjectOf({ Region, StackName }, request, runtime);
  const { SyncConfiguration } = (await ignoreNotFound(call('GetSyncConfiguration', name))) ?? {};
  if (!SyncConfiguration) return undefined;
  const { OwnerId, RepositoryName, Branch, ConfigFile } = SyncConfiguration;
  return `kept in sync by ${quoted(`${ConfigFile} on the branch ${Branch} of ${OwnerId}/${RepositoryName}`)}`;
}
