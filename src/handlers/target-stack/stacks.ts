import { partsOf } from '../client/arn';
import { isOneOf } from '../client/aws';
import { callQuery } from '../client/query';
import type { Runtime } from '../client/runtime';
import { quoted } from '../client/text';
import { textIn } from '../client/xml';

/** The statuses in which Git sync can update a stack, according to the documentation of AWS. */
const SYNCABLE = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/;

/** A client of CloudFormation, in the account and Region of a stack. */
export type CloudFormation = (
  operation: 'CreateStack' | 'DeleteStack' | 'DescribeStacks',
  parameters: Readonly<Record<string, string>>,
) => Promise<string>;

export function cloudFormationOf(stackId: string, runtime: Runtime): CloudFormation {
  const api = { ...partsOf(stackId), version: '2010-05-15' };
  return (operation, parameters) => callQuery(api, operation, parameters, runtime);
}

export interface Stack {
  readonly id: string;
  readonly status: string;
  /** The status with its reason, for messages. */
  readonly state: string;
  readonly description: string;
  /** Whether an operation is in progress. */
  readonly isBusy: boolean;
}

/** The stack with a name or an id, or nothing if it does not exist. */
export async function findStack(call: CloudFormation, StackName: string): Promise<Stack | undefined> {
  const xml = await call('DescribeStacks', { StackName }).catch((error) => {
    if (isOneOf(error, ['ValidationError']) && error.message.includes('not exist')) return '';
    throw error;
  });
  const read = (element: string) => textIn(xml, element) ?? '';
  const status = read('StackStatus');
  if (!status || status === 'DELETE_COMPLETE') return undefined;
  const reason = read('StackStatusReason');
  return {
    id: read('StackId'),
    status,
    state: status + (reason && ` (${quoted(reason)})`),
    description: read('Description'),
    isBusy: /(?<!^REVIEW)_IN_PROGRESS$/.test(status),
  };
}

/** Refuses a stack in a status in which Git sync cannot update it. */
export function refuseUnsyncable(name: string, { status, state }: Stack): void {
  if (SYNCABLE.test(status)) return;
  throw new Error(
    `the stack ${name} is in ${state}, so Git sync cannot update it; ${remedyOf(status)}, then deploy again`,
  );
}

/** What to do: a stack whose creation has failed can only be deleted. */
function remedyOf(status: string): string {
  if (status.startsWith('REVIEW')) return 'execute its change set or delete it';
  return /^(UPDATE|IMPORT)/.test(status) ? 'continue its rollback or repair it' : 'delete it';
}
