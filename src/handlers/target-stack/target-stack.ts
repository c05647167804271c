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

/** A fresh role can be unknown to CloudFormation, and a sync configuration that was deleted linger, for this long. */
const DELAY = 60_000;

type Part<K extends keyof Request<unknown>> = Pick<Request<unknown>, K>;

/** A physical id is the ARN of the stack that was made, or this and that of one that was there. */
const FOUND = 'found ';

/** A stack needs a resource. This one takes no permission, and nothing is made of it. */
const Resources = { Empty: { Type: 'AWS::CloudFormation::WaitConditionHandle' } };

/**
 * Makes the stack that Git sync is to update, empty, unless it is there.
 *
 * All that it does is done when the resource is created or deleted. An update, and so a rollback, does nothing.
 */
export const targetStack = customResource(
  TARGET_STACK,
  async (request, runtime) => {
    const { physicalId, stackId, requestId } = request;
    const { StackName, RoleArn } = request.properties;
    if (physicalId !== undefined) return outcome(StackName, physicalId);

    const call = cloudFormationOf(stackId, runtime);
    let own = '';
    const deal = async (stack: Stack | undefined) => {
      if (stack?.description.includes(requestId)) own = stack.id;
      const claim = own ? undefined : await claimOf(StackName, request, runtime);
      if (claim) {
        throw new Error(
          `the stack ${StackName} is ${claim} already; delete that sync configuration, or name another stack`,
        );
      }
      if (stack) {
        refuseUnsyncable(StackName, stack);
        return own || FOUND + stack.id;
      }
      if (request.deadline === undefined) return undefined; // it is made by a run that can hand over for certain
      const Description = `Empty until Git sync updates it: ${requestId}`;
      const TemplateBody = JSON.stringify({ Description, Resources });
      try {
        const parameters = { StackName, TemplateBody, ...(RoleArn && { RoleARN: RoleArn }) };
        own = textIn(await call('CreateStack', parameters), 'StackId') ?? '';
      } catch (error) {
        const isFreshRole = (error as Error).message.includes('cannot be assumed');
        if (!(isFreshRole && isEarly(request, runtime)) && !isOneOf(error, ['AlreadyExistsException'])) throw error;
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
    let asked = request.memo;
    const deal = async (stack: Stack | undefined) => {
      if (!stack) return true;
      const claim = await claimOf(name, request, runtime);
      if (claim && isEarly(request, runtime)) return undefined;
      if (claim || (asked && stack.status === 'DELETE_FAILED')) {
        throw new Error(
          `the stack ${name} was not deleted: it is ${claim ?? `in ${stack.state}`}; delete that by hand first`,
        );
      }
      await call('DeleteStack', { StackName: physicalId });
      asked = 'asked';
      return undefined;
    };
    const result = await settle(physicalId, deal, call, request, runtime);
    return result === true ? undefined : { ...result, memo: asked };
  },
);

/** Deals with a stack whenever nothing goes on with it, until that gives a result. */
function settle<T>(
  name: string,
  deal: (stack: Stack | undefined) => Promise<T | undefined>,
  call: CloudFormation,
  request: Part<'deadline' | 'remainingTime'>,
  runtime: Runtime,
) {
  let state = '';
  const look = async () => {
    const stack = await findStack(call, name);
    if (stack) state = stack.state;
    return stack?.isBusy ? undefined : deal(stack);
  };
  const timedOut = (problem: string) => {
    throw new Error(`the stack ${name} is still in ${state}; try again when that is over${problem}`);
  };
  return waitFor({ seconds: WAIT_SECONDS.max, look, timedOut }, request, runtime);
}

/** Whether the wait has only just begun. */
function isEarly({ deadline }: Part<'deadline'>, runtime: Runtime): boolean {
  return deadline === undefined || deadline - runtime.now() > WAIT_SECONDS.max * 1_000 - DELAY;
}

/** What was settled once: the same stack for good. */
function outcome(StackName: string, physicalId: string) {
  const StackId = physicalId.replace(FOUND, '');
  if (stackNameIn(StackId) !== StackName) {
    throw new Error(`it cannot change from ${StackId} to ${StackName}: give the construct another id`);
  }
  return { physicalId, attributes: { StackName, StackId } };
}

/** By what a stack is kept in sync; nothing when by nothing. */
async function claimOf(StackName: string, request: Part<'stackId'>, runtime: Runtime) {
  const { region: Region } = partsOf(request.stackId);
  const { name, call } = subjectOf({ Region, StackName }, request, runtime);
  const { SyncConfiguration } = (await ignoreNotFound(call('GetSyncConfiguration', name))) ?? {};
  if (!SyncConfiguration) return undefined;
  const { OwnerId, RepositoryName, Branch, ConfigFile } = SyncConfiguration;
  return `kept in sync by ${quoted(`${ConfigFile} on the branch ${Branch} of ${OwnerId}/${RepositoryName}`)}`;
}
