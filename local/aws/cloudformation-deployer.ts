import { randomUUID } from 'node:crypto';
import type { StackContent, StackDeployer, SyncedStack } from '../simulator/index.ts';
import type { AwsEnvironment } from './aws-request.ts';
import { cloudFormation, settled } from './cloudformation.ts';
import { callCodeConnections } from './codeconnections.ts';
import { element, elements } from './xml.ts';

const UNCHANGED = "didn't contain changes";
/** In bytes: the limit of CloudFormation without S3. Whether Git sync takes more is not known. */
const MAX_TEMPLATE = 51_200;

/** The states of a stack that Git sync updates. */
const SYNCABLE = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
];

/** The remedy for a stack in another state. */
const REMEDIES: Readonly<Record<string, string>> = {
  ROLLBACK_COMPLETE: 'its first creation failed: delete it, create it anew, and resolve the sync blocker',
  REVIEW_IN_PROGRESS: 'it was never created: execute its change set, or delete it and create it anew',
  UPDATE_ROLLBACK_FAILED: 'continue the rollback of its update, and retry the latest commit',
  DELETE_FAILED: 'delete it for good, create it anew, and resolve the sync blocker',
};

/** Deploys to the CloudFormation of the local AWS as Git sync does: by change sets, with the role that it assumes. */
export class CloudFormationDeployer implements StackDeployer {
  private readonly root: AwsEnvironment;

  /** @param root the environment of the root user of the account */
  constructor(root: AwsEnvironment) {
    this.root = root;
  }

  /** The drift that CloudFormation detects, for the resource types that the local one can read. */
  async driftOf({ stackName, region }: SyncedStack): Promise<Record<string, string>> {
    const call = caller({ ...this.root, AWS_REGION: region });
    const parameters = { StackName: stackName };
    // It fails if the stack does not exist, or its state does not allow it. The deployment reports that.
    const detected = await call('DetectStackDrift', parameters).catch(() => undefined);
    if (detected === undefined) return {};
    const drifts = await call('DescribeStackResourceDrifts', {
      ...parameters,
      'StackResourceDriftStatusFilters.member.1': 'DELETED',
      'StackResourceDriftStatusFilters.member.2': 'MODIFIED',
    });
    const resources = elements(drifts, 'member');
    return Object.fromEntries(resources.map((drift) => [element(drift, 'LogicalResourceId'), describe(drift)]));
  }

  async deploy(stack: SyncedStack, content: StackContent, note: (event: string, arn?: string) => void): Promise<void> {
    const call = caller(await this.assumeRole(stack));
    const StackName = stack.stackName;
    const RoleARN = await requireSyncable(call, StackName);
    const size = Buffer.byteLength(content.template);
    if (size > MAX_TEMPLATE) {
      throw new Error(
        `The template of stack ${StackName} has ${size} bytes, and CloudFormation takes ${MAX_TEMPLATE} without S3`,
      );
    }
    const started = new Date().toISOString();
    const created = await call('CreateChangeSet', {
      StackName,
      ChangeSetName: `git-sync-${randomUUID()}`,
      TemplateBody: content.template,
      ...numbered('Parameters', content.parameters, 'ParameterKey', 'ParameterValue'),
      ...numbered('Tags', content.tags, 'Key', 'Value'),
      ...(RoleARN && { RoleARN }),
      'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
      'Capabilities.member.2': 'CAPABILITY_AUTO_EXPAND',
    });
    const changeSet = { StackName, ChangeSetName: element(created, 'Id') };
    const [status, description] = await settled(() => call('DescribeChangeSet', changeSet), 'Status');
    if (status === 'FAILED') {
      await call('DeleteChangeSet', changeSet);
      const reason = element(description, 'StatusReason');
      if (!reason.includes(UNCHANGED)) throw new Error(`The change set of stack ${StackName} failed: ${reason}`);
      note(`Stack ${StackName} needs no change`);
      return;
    }
    note(`Created a change set of stack ${StackName}`, changeSet.ChangeSetName);
    await call('ExecuteChangeSet', changeSet);
    const [end] = await settled(() => call('DescribeStacks', { StackName }), 'StackStatus');
    if (end !== 'UPDATE_COMPLETE') {
      const events = await call('DescribeStackEvents', { StackName });
      throw new Error(`Stack ${StackName} is ${end}: ${failures(events, started).join('; ')}`);
    }
  }

  private async assumeRole({ roleArn, connectionArn, region }: SyncedStack): Promise<AwsEnvironment> {
    const request = { RoleArn: roleArn, ConnectionArn: connectionArn };
    const credentials = await callCodeConnections<Record<string, string>>(this.root, '_AssumeRole', request).catch(
      (error: Error) => {
        throw new Error(`Git sync cannot assume its role: ${reasonOf(error)}`);
      },
    );
    const root = { ...this.root, AWS_REGION: region };
    await callCodeConnections(root, '_Follow', { AccessKeyId: credentials.AccessKeyId }).catch((error: Error) => {
      throw new Error(`Git sync cannot manage its rule: ${reasonOf(error)}`);
    });
    return {
      ...root,
      AWS_ACCESS_KEY_ID: credentials.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.SecretAccessKey,
      AWS_SESSION_TOKEN: credentials.SessionToken,
    };
  }
}

type Call = (action: string, parameters: Record<string, string>) => Promise<string>;

const caller =
  (env: AwsEnvironment): Call =>
  (action, parameters) =>
    cloudFormation(env, action, parameters).catch((error: Error) => {
      throw new Error(`CloudFormation refused ${action}: ${reasonOf(error)}`);
    });

/** Returns the role of the stack, if it has one. */
async function requireSyncable(call: Call, StackName: string): Promise<string> {
  const description = await call('DescribeStacks', { StackName });
  const status = element(description, 'StackStatus');
  if (SYNCABLE.includes(status)) return element(description, 'RoleARN');
  const remedy =
    REMEDIES[status] ?? (status.endsWith('_IN_PROGRESS') ? 'retry the latest commit when it has settled' : '');
  throw new Error(
    `Stack ${StackName} is ${status}, and Git sync updates only a stack that is ${SYNCABLE.join(', ')}` +
      (remedy && `; ${remedy}`),
  );
}

/** Why an operation failed, resource by resource, in the order of the failures. */
function failures(events: string, since: string): string[] {
  return elements(events, 'member')
    .filter((event) => element(event, 'ResourceStatus').endsWith('_FAILED') && element(event, 'Timestamp') >= since)
    .map((event) => `${element(event, 'LogicalResourceId')}: ${element(event, 'ResourceStatusReason')}`)
    .reverse();
}

/** The drift of a resource: that it is deleted, or its properties that differ from the template. */
function describe(drift: string): string {
  const differences = elements(element(drift, 'PropertyDifferences'), 'member');
  const what = differences.map((difference) => {
    const [path, expected, actual] = ['PropertyPath', 'ExpectedValue', 'ActualValue'].map((name) =>
      element(difference, name),
    );
    return `${path} is ${actual}, and should be ${expected}`;
  });
  return [element(drift, 'StackResourceDriftStatus'), ...what].join(': ');
}

/** `<prefix>.member.N` of a query API, for each entry of a mapping. */
function numbered(prefix: string, entries: Readonly<Record<string, string>>, key: string, value: string) {
  const members = Object.entries(entries).flatMap(([name, text], index) => [
    [`${prefix}.member.${index + 1}.${key}`, name],
    [`${prefix}.member.${index + 1}.${value}`, text],
  ]);
  return Object.fromEntries(members.length > 0 ? members : [[prefix, '']]) as Record<string, string>;
}

/** The message of an API error, in XML or JSON. */
const reasonOf = ({ message }: Error): string =>
  element(message, 'Message') || (/"message":\s*("(?:[^"\\]|\\.)*")/i.exec(message)?.[1] ?? message);
