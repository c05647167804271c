import { type AwsEnvironment, isMissing } from './aws-request.ts';
import { cloudFormation, resourcesOf, type StackResource } from './cloudformation.ts';
import { element, elements } from './xml.ts';

/** A stack of CloudFormation, as it is now. */
export interface Stack {
  /** Such as CREATE_COMPLETE. */
  readonly status: string;
  /** Why it has this status; empty if CloudFormation does not say. */
  readonly statusReason: string;
  /** The outputs, by their logical id. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly resources: readonly StackResource[];
}

/** A stack; nothing if there is none of this name, or it was deleted. */
export async function stackOf(env: AwsEnvironment, StackName: string): Promise<Stack | undefined> {
  const described = await cloudFormation(env, 'DescribeStacks', { StackName }).catch((error: Error) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (described === undefined) return undefined;
  const outputs = elements(element(described, 'Outputs'), 'member').map((output) => [
    element(output, 'OutputKey'),
    element(output, 'OutputValue'),
  ]);
  return {
    status: element(described, 'StackStatus'),
    statusReason: element(described, 'StackStatusReason'),
    outputs: Object.fromEntries(outputs),
    resources: await resourcesOf(env, StackName),
  };
}
