import { setTimeout as sleep } from 'node:timers/promises';
import { type AwsEnvironment, awsRequest } from '../../../../local/aws/aws-request';
import { role } from './roles';
import type { Template } from './stacks';

export const NODE = 'nodejs24.x';
export const PYTHON = 'python3.13';

/** A function with inline code, and its role. */
export function functionResources(ZipFile: string, properties: object = {}): Template['Resources'] {
  return {
    Role: role({ Service: 'lambda.amazonaws.com' }),
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { ZipFile },
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Runtime: NODE,
        Timeout: 30,
        ...properties,
      },
    },
  };
}

/** A stack of one function. */
export function functionStack(code: string, properties: object = {}): Template {
  return { Resources: functionResources(code, properties), Outputs: { Name: { Value: { Ref: 'Function' } } } };
}

/** A stack of a custom resource, C, and its function. */
export function customResourceStack(code: string, properties: object = {}): Template {
  return {
    Resources: {
      ...functionResources(code, properties),
      C: { Type: 'Custom::Thing', Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] } } },
    },
    Outputs: { Name: { Value: { Ref: 'Function' } }, Ref: { Value: { Ref: 'C' } } },
  };
}

/** Invokes a function; returns what it returns, or its error. */
export function invoke<T>(env: AwsEnvironment, name: string, body: object = {}): Promise<T> {
  return awsRequest<T>(env, { service: 'lambda', path: `/2015-03-31/functions/${name}/invocations`, body });
}

/** The log of a function. */
export async function logOf(env: AwsEnvironment, name: string): Promise<string> {
  const { events } = await awsRequest<{ events: { message: string }[] }>(env, {
    service: 'logs',
    target: 'Logs_20140328.FilterLogEvents',
    body: { logGroupName: `/aws/lambda/${name}` },
  });
  return events.map(({ message }) => message).join('\n');
}

/** Ends when a process has ended. */
export async function ended(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(20);
  }
}
