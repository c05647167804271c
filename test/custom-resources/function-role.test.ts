import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { AvailableConnection, CodeConnectionsFunctions, Connection, SyncMonitor, TargetStack } from '../../src';
import { useEveryCustomResource } from '../every-custom-resource';
import { ACCOUNT, arnOf, newStack, only, REGION } from '../fixtures';

const env = { account: ACCOUNT, region: REGION };
const assumedBy = new ServicePrincipal('lambda.amazonaws.com');
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/platform`;

const give = (scope: Construct, role: IRole) => CodeConnectionsFunctions.of(scope).configure({ role });

function waitIn(scope: Construct): void {
  const connection = Connection.fromConnectionArn(scope, 'Connection', arnOf('connection/1'));
  new AvailableConnection(scope, 'Ready', { connection });
}

interface PolicyProperties {
  readonly PolicyName: unknown;
  readonly Roles: unknown[];
  readonly PolicyDocument: { readonly Statement: { readonly Action: string | string[] }[] };
}

const policiesIn = (stack: Stack): PolicyProperties[] =>
  Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).map(({ Properties }) => Properties);

const actionsIn = (stack: Stack): string[] =>
  policiesIn(stack).flatMap(({ PolicyDocument }) => PolicyDocument.Statement.flatMap(({ Action }) => Action));

/** Everything that the function of a wait calls, and Lambda for it. */
const NEEDED = ['logs:CreateLogStream', 'logs:PutLogEvents', 'codeconnections:GetConnection', 'lambda:InvokeFunction'];

const GIVEN: Record<string, (app: App, stack: Stack) => IRole> = {
  'of the same stack': (_, stack) => new Role(stack, 'Own', { assumedBy }),
  'of another stack': (app) => new Role(new Stack(app, 'Roles', { env }), 'Own', { assumedBy, roleName: 'platform' }),
  'that is imported': (_, stack) => Role.fromRoleArn(stack, 'Imported', ROLE_ARN),
};

describe.each(Object.entries(GIVEN))('a role %s that is given to the function', (_, make) => {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env });
  const role = make(app, stack);
  give(stack, role);
  waitIn(stack);
  app.synth();

  test('is the role of the function, and none is made beside it', () => {
    expect(only(stack, 'AWS::Lambda::Function').Properties.Role).toEqual(stack.resolve(role.roleArn));
    const made = Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Role'));
    expect(made.filter((id) => id.startsWith('CodeConnections'))).toEqual([]);
  });

  test('gets what the function needs, by policies of the stack that the function and the waits are created after', () => {
    expect(actionsIn(stack)).toEqual(expect.arrayContaining(NEEDED));
    for (const { Roles } of policiesIn(stack)) expect(Roles).toEqual([stack.resolve(role.roleName)]);
    const { DependsOn } = only(stack, 'AWS::Lambda::Function');
    expect(DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^CodeConnectionsHandlerPolicy/)]));
    expect(only(stack, 'Custom::CodeConnectionsAvailableConnection').DependsOn).toEqual([
      expect.stringMatching(/^CodeConnectionsHandlerAvailableConnectionPolicy/),
    ]);
  });

  test('needs no word about it', () => {
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('codeconnections'));
  });
});

test('a role of another stack stays as it is there: nothing of its stack needs the stack of the function', () => {
  const app = new App();
  const roles = new Stack(app, 'Roles', { env });
  const role = new Role(roles, 'Own', { assumedBy });
  const stack = new Stack(app, 'Stack', { env });
  const notificationTopic = new Topic(stack, 'Topic', { masterKey: new Key(stack, 'Key') });
  CodeConnectionsFunctions.of(app).configure({ role, tracing: Tracing.ACTIVE });
  new SyncMonitor(stack, 'Monitor', { notificationTopic });
  useEveryCustomResource(stack, '', notificationTopic);
  app.synth();
  expect(policiesIn(roles)).toEqual([]);
  expect(actionsIn(stack)).toEqual(
    expect.arrayContaining([
      ...NEEDED,
      'sns:Publish',
      'kms:GenerateDataKey*',
      'dynamodb:PutItem',
      'xray:PutTraceSegments',
    ]),
  );
});

test('stacks that share a role do not overwrite the policies of each other: their names differ', () => {
  const app = new App();
  give(app, Role.fromRoleArn(new Stack(app, 'Roles', { env }), 'Imported', ROLE_ARN));
  const stacks = ['One', 'Two'].map((id) => new Stack(app, id, { env }));
  for (const stack of stacks) waitIn(stack);
  app.synth();
  const names = stacks.flatMap((stack) => policiesIn(stack).map(({ PolicyName }) => JSON.stringify(PolicyName)));
  expect(names).toHaveLength(4);
  expect(new Set(names).size).toBe(4);
  for (const name of names) expect(name).toContain('AWS::StackId'); // also for apps that use the same ids
});

describe('a role that takes no policies', () => {
  const IMMUTABLE: Record<string, (stack: Stack) => IRole> = {
    'imported as immutable': (stack) => Role.fromRoleArn(stack, 'Imported', ROLE_ARN, { mutable: false }),
    'of another account': (stack) => Role.fromRoleArn(stack, 'Imported', ROLE_ARN.replace(ACCOUNT, '210987654321')),
    'made in the app, without updates': (stack) => new Role(stack, 'Own', { assumedBy }).withoutPolicyUpdates(),
  };

  test.each(Object.entries(IMMUTABLE))('%s is left alone, and a warning says what it must allow', (_, make) => {
    const stack = newStack('Stack', { env });
    give(stack, make(stack));
    waitIn(stack);
    new TargetStack(stack, 'Target', { stackName: 'prod' });
    (stack.node.root as App).synth();
    expect(policiesIn(stack)).toEqual([]);
    for (const action of [...NEEDED, 'cloudformation:CreateStack']) {
      Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp(`takes no policies .* allow it .*${action}`));
    }
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toHaveLength(1);
    expect(JSON.stringify(Annotations.fromStack(stack).findWarning('*', Match.anyValue()))).not.toContain('Token[');
  });

  test('is no longer warned of when that is acknowledged', () => {
    const stack = newStack('Stack', { env });
    const id = 'cdk-codeconnections:functionRoleTakesNoPolicies';
    Validations.of(stack).acknowledge({ id, reason: 'allowed by hand' });
    give(stack, IMMUTABLE['imported as immutable'](stack));
    waitIn(stack);
    (stack.node.root as App).synth();
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('because Role.customizeRoles is on has them in the report', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env });
    Role.customizeRoles(stack, { usePrecreatedRoles: { 'Stack/Own': 'own' } });
    give(stack, new Role(stack, 'Own', { assumedBy }));
    waitIn(stack);
    const report = readFileSync(join(app.synth().directory, 'iam-policy-report.json'), 'utf8');
    for (const action of NEEDED) expect(report).toContain(action);
    expect(policiesIn(stack)).toEqual([]);
  });
});

describe('a monitor with a given role and a central event bus', () => {
  const central = 'arn:aws:events:eu-west-1:210987654321:event-bus/central';

  test.each([
    ['platform', true],
    ['cdk-codeconnections/sync-monitor/monitor', false],
  ])('warns if the role is not under the path that the bus accepts: %s', (name, warns) => {
    const roles: ((stack: Stack) => IRole)[] = [
      (stack) => Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/${name}`),
      (stack) => new Role(stack, 'Role', { assumedBy, path: `/${name}/` }),
    ];
    for (const role of roles) {
      const stack = newStack();
      const centralEventBus = EventBus.fromEventBusArn(stack, 'Central', central);
      new SyncMonitor(stack, 'Monitor', { centralEventBus, functionOptions: { role: role(stack) } });
      const found = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('roles under the path'));
      expect(found).toHaveLength(warns ? 1 : 0);
    }
  });
});

test.each<[string, boolean, (stack: Stack) => IRole]>([
  ['for a given role', true, (stack) => new Role(stack, 'Own', { assumedBy })],
  [
    'not for one that takes no policies',
    false,
    (stack) => new Role(stack, 'Own', { assumedBy }).withoutPolicyUpdates(),
  ],
])('the quota of policies holds %s', (_, holds, make) => {
  const stack = newStack();
  give(stack, make(stack));
  for (let index = 0; index < 80; index += 1) new TargetStack(stack, `Target${index}`, { stackName: `prod-${index}` });
  const message = expect.stringMatching(/needs policies of about \d+ characters, but IAM allows 10240/);
  expect(stack.node.findChild('CodeConnectionsHandler').node.validate()).toEqual(holds ? [message] : []);
});
