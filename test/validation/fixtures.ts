import { App, CfnParameter, CfnResource, type CfnResourceProps, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnConnection, CfnHost, type CfnHostProps } from 'aws-cdk-lib/aws-codeconnections';
import {
  CfnConnection as CfnCodeStarConnection,
  CfnRepositoryLink,
  CfnSyncConfiguration,
} from 'aws-cdk-lib/aws-codestarconnections';
import type { Construct } from 'constructs';
import { attachStageValidator } from '../../src/validation';
import { takeInventory } from '../../src/validation/inventory';
import { type Rule, warningId } from '../../src/validation/rule';
import { dependentDoesNotWait } from '../../src/validation/rules/dependent-does-not-wait';

export const ACCOUNT = '111111111111';
export const OTHER_ACCOUNT = '222222222222';
export const ENV = { account: ACCOUNT, region: 'eu-west-1' };

/** A stack in an app of its own, or in the given scope, whose Stage is validated. */
export function validatedStack(scope: Construct = new App(), id = 'Stack', props: StackProps = { env: ENV }): Stack {
  const stack = new Stack(scope, id, props);
  attachStageValidator(stack);
  return stack;
}

/** The errors of a synthesis, each with the path of its construct: `[Stack/Host] [CODE] …`. */
export function errors(scope: Construct): string[] {
  const app = scope.node.root as App;
  try {
    app.synth({ force: true });
    return [];
  } catch (error) {
    const [title, ...lines] = (error as Error).message.split('\n');
    expect(title).toMatch(/^Validation failed/);
    return lines.map((line) => line.trim());
  }
}

/** The warnings of the rules at a synthesis, each with the path of its construct and the id: `[Stack/Host] …`. */
export function warnings(scope: Construct): string[] {
  errors(scope);
  return scope.node.root.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata
        .filter(
          ({ type, data }) =>
            type === 'aws:cdk:warning' && String(data).includes('[ack: Annotation::cdk-codeconnections:'),
        )
        .map(({ data }) => `[${node.path.replace(/\/Resource$/, '')}] ${data}`),
    );
}

/**
 * What is wrong at a synthesis, or wrong by one rule, whether an error or a warning: each with its path, without its
 * code or id.
 */
export const violations = (scope: Construct, rule?: Rule): string[] =>
  [...errors(scope), ...warnings(scope)]
    .filter((text) => !rule || text.includes(`[${rule.error}]`) || text.endsWith(`[ack: ${shownId(rule)}]`))
    .map((text) => text.replace(/(?<=\] )\[[A-Z_]+\] | \[ack: .*\]$/g, ''));

/** The paths of the resources that a rule finds something wrong with. */
export function found(rule: Rule, scope: Construct): string[] {
  return rule.check(takeInventory(scope.node.root)).map(({ resource }) => resource.node.path);
}

/** The id of a rule's warnings as messages show it, and as `Annotations.acknowledgeWarning` takes it. */
export const shownId = (rule: Rule): string => `Annotation::${warningId(rule)}`;

/** The id of the warning for what does not wait. */
export const WARNING = shownId(dependentDoesNotWait);

/** The paths of the constructs that are warned of. */
export function warnedIn(stack: Stack): string[] {
  const assembly = (stack.node.root as App).synth({ force: true });
  return assembly.stacksRecursively.flatMap(({ messages }) =>
    messages.filter(({ entry }) => String(entry.data).includes(WARNING)).map(({ id }) => id.replace(/\/Resource$/, '')),
  );
}

/** Both L1s of a connection, by their types. */
export const CONNECTIONS = [
  ['AWS::CodeConnections::Connection', CfnConnection],
  ['AWS::CodeStarConnections::Connection', CfnCodeStarConnection],
] as const;

export function connection(scope: Construct, id = 'Connection', providerType: string | undefined = 'GitHub') {
  return new CfnConnection(scope, id, { connectionName: id, providerType });
}

export function host(scope: Construct, id = 'Host', props: Partial<CfnHostProps> = {}) {
  return new CfnHost(scope, id, {
    name: id,
    providerType: 'GitLabSelfManaged',
    providerEndpoint: `https://${id.toLowerCase()}.example.com`,
    ...props,
  });
}

export function link(scope: Construct, id: string, connectionArn: string) {
  return new CfnRepositoryLink(scope, id, { connectionArn, ownerId: 'octo', repositoryName: id });
}

export function sync(scope: Construct, id: string, repositoryLinkId: string, branch = 'main', stackName = id) {
  return new CfnSyncConfiguration(scope, id, {
    branch,
    configFile: 'deploy.yaml',
    repositoryLinkId,
    resourceName: stackName,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/git-sync`,
    syncType: 'CFN_STACK_SYNC',
  });
}

export function waiter(scope: Construct, id: string, connectionArn: string, props: Partial<CfnResourceProps> = {}) {
  return new CfnResource(scope, id, {
    type: 'Custom::CodeConnectionsAvailableConnection',
    properties: { ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:f', ConnectionArn: connectionArn },
    ...props,
  });
}

export const vpcConfiguration = (vpcId: string, subnetIds: string[] = ['subnet-1']) => ({
  vpcId,
  subnetIds,
  securityGroupIds: ['sg-1'],
});

export const arnOf = (account: string) => `arn:aws:codeconnections:eu-west-1:${account}:connection/0a1b`;

/** Ids of repository links, and what stands for the link in messages. */
export const LINK_IDS: [name: string, linkId: (stack: Stack) => string, shownAs: string][] = [
  ['a link of the app', (stack) => link(stack, 'Link', arnOf(ACCOUNT)).attrRepositoryLinkId, 'Stack/Link'],
  ['an imported link', () => '00000000-0000-0000-0000-000000000000', 'Stack/S0'],
  ['a link by parameter', (stack) => new CfnParameter(stack, 'Link').valueAsString, 'Stack/S0'],
];

/** What is wrong with so many sync configurations of one link. */
export function violationsOfSyncs(
  linkId: (stack: Stack) => string,
  count: number,
  branchOf: (i: number) => string,
): string[] {
  const stack = validatedStack();
  const id = linkId(stack);
  for (let i = 0; i < count; i++) sync(stack, `S${i}`, id, branchOf(i));
  return violations(stack);
}
