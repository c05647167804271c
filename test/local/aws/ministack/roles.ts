import { type AwsEnvironment, type AwsRequest, awsRequest } from '../../../../local/aws/aws-request';
import { Stacks, type Template } from './stacks';

export interface Statement {
  readonly Effect?: 'Allow' | 'Deny';
  readonly Action: string | string[];
  readonly Resource?: string;
  readonly Condition?: object;
}

let count = 0;

/** A role with these permissions, to be assumed by the account or by a service. */
export function role(
  Principal: object,
  statements: Statement[] = [],
  RoleName?: string,
): Template['Resources'][string] {
  const trust = { Effect: 'Allow', Principal, Action: 'sts:AssumeRole' };
  const policy = {
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', Resource: '*', ...statement })),
  };
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName,
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
      Policies: statements.length > 0 ? [{ PolicyName: 'p', PolicyDocument: policy }] : [],
    },
  };
}

/** The environment of a session of a new role with these permissions. */
export async function roleWith(root: AwsEnvironment, statements: Statement[]): Promise<AwsEnvironment> {
  count += 1;
  const RoleName = `role-${count}`;
  await new Stacks({ env: root }).create(RoleName, {
    Resources: { Role: role({ AWS: '123456789012' }, statements, RoleName) },
  });
  return sessionOf(root, RoleName);
}

/** The environment of a session of a role. */
export async function sessionOf(root: AwsEnvironment, RoleName: string): Promise<AwsEnvironment> {
  const parameters = {
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: `arn:aws:iam::123456789012:role/${RoleName}`,
    RoleSessionName: 'test',
  };
  const response = await awsRequest<string>(root, { service: 'sts', parameters });
  const value = (name: string) => response.match(new RegExp(`<${name}>(.*?)</${name}>`))?.[1] ?? '';
  return {
    ...root,
    AWS_ACCESS_KEY_ID: value('AccessKeyId'),
    AWS_SECRET_ACCESS_KEY: value('SecretAccessKey'),
    AWS_SESSION_TOKEN: value('SessionToken'),
  };
}

/** `allowed`, or the error that a request fails with. */
export function outcome(env: AwsEnvironment, request: AwsRequest): Promise<string> {
  return awsRequest(env, request).then(
    () => 'allowed',
    (error: Error) => error.message,
  );
}
