import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, App, type CfnResource, Lazy, NestedStack, type Stack, Stage } from 'aws-cdk-lib';
import { Match, Annotations as StackAnnotations } from 'aws-cdk-lib/assertions';
import { CfnProject, CfnSourceCredential, PipelineProject } from 'aws-cdk-lib/aws-codebuild';
import { CfnRepositoryAssociation } from 'aws-cdk-lib/aws-codegurureviewer';
import { Artifact, CfnPipeline, Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { CodeStarConnectionsSourceAction, ManualApprovalAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import { CfnConnection as CfnCodeStarConnection } from 'aws-cdk-lib/aws-codestarconnections';
import { CfnCapability } from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnWorkflow, CfnWorkflowVersion } from 'aws-cdk-lib/aws-omics';
import { CfnProject as CfnSageMakerProject } from 'aws-cdk-lib/aws-sagemaker';
import { CfnCloudFormationProduct } from 'aws-cdk-lib/aws-servicecatalog';
import { Construct } from 'constructs';
import { AvailableConnection, ConnectionGitAccess } from '../../../src';
import { ACCOUNT, arnOf, connection, link, validatedStack, WARNING, waiter, warnedIn } from '../fixtures';

process.env.CDK_VALIDATION = 'false';

test('a repository link on a new connection gets a warning that names the fix', () => {
  const stack = validatedStack();
  link(stack, 'Link', connection(stack).attrConnectionArn);
  const [warning] = StackAnnotations.fromStack(stack).findWarning('/Stack/Link', Match.anyValue());
  expect(warning.entry.data).toBe(
    "the connection 'Stack/Connection' is PENDING until a person completes its handshake, and before then this repository link cannot be created; create an AvailableConnection for the connection and use that instead, or add a dependency on it [ack: Annotation::cdk-codeconnections:dependentDoesNotWait]",
  );
  expect(warnedIn(stack)).toEqual(['/Stack/Link']);
});

test.each([
  ['the Ref of a connection', (stack: Stack) => connection(stack).ref],
  [
    'a connection of the older namespace',
    (stack: Stack) =>
      new CfnCodeStarConnection(stack, 'Old', { connectionName: 'old', providerType: 'GitHub' }).attrConnectionArn,
  ],
  [
    'a lazy ARN',
    (stack: Stack) =>
      Lazy.string({ produce: () => ((stack.node.tryFindChild('C') as CfnResource) ?? connection(stack, 'C')).ref }),
  ],
])('a repository link on %s gets the warning', (_, arnIn) => {
  const stack = validatedStack();
  link(stack, 'Link', arnIn(stack));
  expect(warnedIn(stack)).toEqual(['/Stack/Link']);
});

test('a repository link on a waiter waits', () => {
  const stack = validatedStack();
  const ready = waiter(stack, 'Ready', connection(stack).ref);
  link(stack, 'ByAttribute', ready.getAtt('ConnectionArn').toString());
  link(stack, 'ByRef', ready.ref);
  link(new NestedStack(stack, 'Nested'), 'Link', ready.ref);
  expect(warnedIn(stack)).toEqual([]);
});

test('a repository link on an imported connection needs no waiter', () => {
  const stack = validatedStack();
  connection(stack);
  link(stack, 'Link', arnOf(ACCOUNT));
  expect(warnedIn(stack)).toEqual([]);
});

test('a repository link waits by a dependency on a waiter: of the L1, of a construct around it, or an indirect one', () => {
  const stack = validatedStack();
  const { ref } = connection(stack);
  const ready = waiter(stack, 'Ready', ref);
  link(stack, 'Direct', ref).addResourceDependency(ready);
  const around = new Construct(stack, 'Around');
  link(around, 'Link', ref);
  around.node.addDependency(ready);
  link(stack, 'Through', ref).node.addDependency(around);
  link(stack, 'Unordered', ref);
  expect(warnedIn(stack)).toEqual(['/Stack/Unordered']);
});

test('a repository link does not wait by a dependency on the waiter of another connection', () => {
  const stack = validatedStack();
  waiter(stack, 'OwnWaiter', connection(stack).ref);
  const otherWaiter = waiter(stack, 'OtherWaiter', connection(stack, 'Other').ref);
  link(stack, 'Link', (stack.node.findChild('Connection') as CfnResource).ref).addResourceDependency(otherWaiter);
  expect(warnedIn(stack)).toEqual(['/Stack/Link']);
});

describe('in another stack than the connection, a dependent', () => {
  function stacks() {
    const app = new App();
    const [first, later] = ['First', 'Later'].map((id) => validatedStack(app, id)) as [Stack, Stack];
    const { ref } = connection(first);
    link(later, 'Link', ref);
    link(new NestedStack(later, 'Nested'), 'Link', ref);
    return { app, first, later, ref };
  }

  test('does not wait by itself: a deployment of a stack does not need an available connection', () => {
    expect(warnedIn(stacks().later)).toEqual(['/Later/Link', '/Later/Nested/Link']);
  });

  test('waits by a wait in the stack of the connection, which is deployed before', () => {
    const { first, later, ref } = stacks();
    waiter(first, 'Ready', ref);
    expect(warnedIn(later)).toEqual([]);
  });

  test('waits by a wait in a stack between the two, and in a nested stack of it', () => {
    const { app, later, ref } = stacks();
    const between = validatedStack(app, 'Between');
    waiter(new NestedStack(between, 'Nested'), 'Ready', ref);
    const last = validatedStack(app, 'Last');
    last.addStackDependency(between);
    later.addStackDependency(last);
    expect(warnedIn(later)).toEqual([]);
  });

  test('does not wait by a wait in a stack that is deployed after it, or at any time', () => {
    const { app, later, ref } = stacks();
    const after = validatedStack(app, 'After');
    after.addStackDependency(later);
    waiter(after, 'Ready', ref);
    waiter(validatedStack(app, 'Beside'), 'Ready', ref);
    expect(warnedIn(later)).toEqual(['/Later/Link', '/Later/Nested/Link']);
  });

  test('waits by a dependency on a wait in its own stack only if that is its own dependency', () => {
    const { later, ref } = stacks();
    const ready = waiter(later, 'Ready', ref);
    (later.node.findChild('Link') as CfnResource).addResourceDependency(ready);
    expect(warnedIn(later)).toEqual(['/Later/Nested/Link']);
  });
});

describe('in nested stacks,', () => {
  test('a dependent of the parent, and one of another nested stack, do not wait by themselves', () => {
    const stack = validatedStack();
    const { ref } = connection(new NestedStack(stack, 'A'));
    link(stack, 'Parent', ref);
    link(new NestedStack(stack, 'B'), 'Nested', ref);
    expect(warnedIn(stack)).toEqual(['/Stack/Parent', '/Stack/B/Nested']);
  });

  test('a dependent waits by a dependency of its nested stack on the waiter', () => {
    const stack = validatedStack();
    const { ref } = connection(stack);
    const nested = new NestedStack(stack, 'Nested');
    link(nested, 'Link', ref);
    nested.node.addDependency(waiter(stack, 'Ready', ref));
    link(new NestedStack(stack, 'Unordered'), 'Link', ref);
    expect(warnedIn(stack)).toEqual(['/Stack/Unordered/Link']);
  });

  test('a waiter in the nested stack of the connection makes dependents outside wait, but not those inside', () => {
    const stack = validatedStack();
    const nested = new NestedStack(stack, 'Nested');
    const { ref } = connection(nested);
    waiter(nested, 'Ready', ref);
    link(nested, 'Inside', ref);
    link(stack, 'Outside', ref);
    expect(warnedIn(stack)).toEqual(['/Stack/Nested/Inside']);
  });
});

describe('a pipeline', () => {
  const pipeline = (stack: Stack, connectionArn: string, provider = 'CodeStarSourceConnection') =>
    new CfnPipeline(stack, 'Pipeline', {
      roleArn: `arn:aws:iam::${ACCOUNT}:role/pipeline`,
      stages: [
        {
          name: 'Source',
          actions: [
            {
              name: 'Source',
              actionTypeId: { category: 'Source', owner: 'AWS', provider, version: '1' },
              configuration: { ConnectionArn: connectionArn, FullRepositoryId: 'octo/infra', BranchName: 'main' },
            },
          ],
        },
      ],
    });

  test('on a new connection gets a warning', () => {
    const stack = validatedStack();
    pipeline(stack, connection(stack).ref);
    const [warning] = StackAnnotations.fromStack(stack).findWarning('/Stack/Pipeline', Match.anyValue());
    expect(warning.entry.data).toContain('before then the first execution of this pipeline fails');
  });

  test('on a waiter, on an imported connection, or without a connection, gets no warning', () => {
    const own = validatedStack();
    pipeline(own, waiter(own, 'Ready', connection(own).ref).ref);
    expect(warnedIn(own)).toEqual([]);
    const imported = validatedStack();
    connection(imported);
    pipeline(imported, arnOf(ACCOUNT));
    expect(warnedIn(imported)).toEqual([]);
    const other = validatedStack();
    pipeline(other, connection(other).ref, 'CodeCommit');
    expect(warnedIn(other)).toEqual([]);
  });

  test('of aws-codepipeline gets a warning, too', () => {
    const stack = validatedStack();
    const { ref } = connection(stack);
    const ready = waiter(stack, 'Waiter', ref);
    const create = (id: string, connectionArn: string) => {
      const output = new Artifact();
      const source = new CodeStarConnectionsSourceAction({
        actionName: 'S',
        owner: 'octo',
        repo: 'infra',
        connectionArn,
        output,
      });
      return new Pipeline(stack, id, {
        stages: [
          { stageName: 'Source', actions: [source] },
          { stageName: 'Approve', actions: [new ManualApprovalAction({ actionName: 'Approve' })] },
        ],
      });
    };
    create('New', ref);
    create('Ready', ready.ref);
    create('Ordered', ref).node.addDependency(ready);
    expect(warnedIn(stack)).toEqual(['/Stack/New']);
  });
});

test('the warning can be acknowledged', () => {
  const stack = validatedStack();
  link(stack, 'Link', connection(stack).ref);
  Annotations.of(stack).acknowledgeWarning(WARNING, 'the connection is completed by a script');
  expect(warnedIn(stack)).toEqual([]);
});

test('a stack gets ten warnings, however often it is synthesised, and the tenth says how many more there are', () => {
  const stack = validatedStack();
  const { ref } = connection(stack);
  const known = new Construct(stack, 'Known');
  link(known, 'Link', ref);
  Annotations.of(known).acknowledgeWarning(WARNING, 'completed by a script');
  for (let i = 0; i < 12; i++) link(stack, `Link${i}`, ref);
  const shown = Array.from({ length: 10 }, (_, i) => `/Stack/Link${i}`);
  expect(warnedIn(stack)).toEqual(shown);
  expect(warnedIn(stack)).toEqual(shown);
  const last = StackAnnotations.fromStack(stack).findWarning(
    '*',
    Match.stringLikeRegexp('up to 2 more resources in this stack'),
  );
  expect(last.map(({ id }) => id)).toEqual(['/Stack/Link9']);
});

test('the warning reaches the manifest of a nested Stage once, however often it is synthesised', () => {
  const app = new App();
  const stage = new Stage(app, 'Prod');
  const stack = validatedStack(stage);
  link(stack, 'Link', connection(stack).ref);
  stage.synth();
  const assembly = app.synth({ force: true });
  const folder = assembly.getNestedAssembly('assembly-Prod').directory;
  const metadata = globSync('*.json', { cwd: folder }).map((file) => readFileSync(join(folder, file), 'utf8'));
  expect(metadata.join('').split(WARNING)).toHaveLength(2);
});

describe('a build project', () => {
  const project = (stack: Stack, id: string, resource: string, type = 'CODECONNECTIONS') => {
    const source = { type: 'GITHUB', location: 'https://github.com/octo/infra.git' };
    return new CfnProject(stack, id, {
      artifacts: { type: 'NO_ARTIFACTS' },
      environment: {
        type: 'LINUX_CONTAINER',
        computeType: 'BUILD_GENERAL1_SMALL',
        image: 'aws/codebuild/standard:7.0',
      },
      serviceRole: `arn:aws:iam::${ACCOUNT}:role/build`,
      source,
      secondarySources: [{ ...source, sourceIdentifier: 'second', auth: { type, resource } }],
    });
  };

  test('on a new connection gets a warning, also for a secondary source, and so do account-wide credentials', () => {
    const stack = validatedStack();
    const { ref } = connection(stack);
    project(stack, 'Project', ref).addPropertyOverride('Source.Auth', { Type: 'CODECONNECTIONS', Resource: ref });
    new CfnSourceCredential(stack, 'Credentials', { authType: 'CODECONNECTIONS', serverType: 'GITHUB', token: ref });
    expect(warnedIn(stack)).toEqual(['/Stack/Project', '/Stack/Credentials']);
    const [warning] = StackAnnotations.fromStack(stack).findWarning('/Stack/Project', Match.anyValue());
    expect(warning.entry.data).toContain(
      'before then CodeBuild cannot create the webhook of this project, and its builds cannot read the repository',
    );
  });

  test('whose builds read other repositories over a new connection gets a warning, but not over a waiter', () => {
    const stack = validatedStack();
    const pending = connection(stack);
    const ready = new AvailableConnection(stack, 'Wait', { connection: pending });
    for (const [id, each] of Object.entries({ Pending: pending, Ready: ready })) {
      const reader = new PipelineProject(stack, id);
      ConnectionGitAccess.fromConnection({ connection: each, repositories: ['octo/lib'] }).addToProject(reader);
    }
    expect(warnedIn(stack)).toEqual(['/Stack/Pending']);
  });

  test('on a waiter, or with another kind of credentials, gets no warning', () => {
    const stack = validatedStack();
    const { ref } = connection(stack);
    project(stack, 'Ready', waiter(stack, 'Waiter', ref).ref);
    project(stack, 'Secret', ref, 'SECRETS_MANAGER');
    new CfnSourceCredential(stack, 'Token', { authType: 'PERSONAL_ACCESS_TOKEN', serverType: 'GITHUB', token: ref });
    expect(warnedIn(stack)).toEqual([]);
  });
});

/** Resources of services that have no construct here, each with its connection. */
const OTHER_CONSUMERS: [type: string, make: (stack: Stack, arn: string) => CfnResource, consequence: string][] = [
  [
    'a product of Service Catalog',
    (stack, connectionArn) =>
      new CfnCloudFormationProduct(stack, 'Consumer', {
        name: 'network',
        owner: 'platform',
        sourceConnection: {
          type: 'CODESTAR',
          connectionParameters: {
            codeStar: { connectionArn, repository: 'octo/infra', branch: 'main', artifactPath: 'network.yaml' },
          },
        },
      }),
    'Service Catalog cannot read the template of this product',
  ],
  [
    'a workflow of HealthOmics',
    (stack, connectionArn) =>
      new CfnWorkflow(stack, 'Consumer', { definitionRepository: { connectionArn, fullRepositoryId: 'octo/flow' } }),
    'HealthOmics cannot create this workflow',
  ],
  [
    'a version of a workflow',
    (stack, connectionArn) =>
      new CfnWorkflowVersion(stack, 'Consumer', {
        versionName: '1',
        workflowId: '1234567',
        definitionRepository: { connectionArn, fullRepositoryId: 'octo/flow' },
      }),
    'HealthOmics cannot create this version',
  ],
  [
    'an association of CodeGuru Reviewer',
    (stack, connectionArn) =>
      new CfnRepositoryAssociation(stack, 'Consumer', { name: 'infra', type: 'GitHubEnterpriseServer', connectionArn }),
    'CodeGuru Reviewer cannot read this repository',
  ],
  [
    'a project of SageMaker AI with a template',
    (stack, value) =>
      new CfnSageMakerProject(stack, 'Consumer', {
        projectName: 'churn',
        templateProviderDetails: [
          {
            cfnTemplateProviderDetail: {
              templateName: 'mlops',
              templateUrl: 'https://bucket.s3.amazonaws.com/mlops.yaml',
              parameters: [{ key: 'CodeConnectionArn', value }],
            },
          },
        ],
      }),
    'what the template of this project creates cannot use it',
  ],
  [
    'a project of SageMaker AI with a product',
    (stack, Value) =>
      new CfnSageMakerProject(stack, 'Consumer', {
        projectName: 'churn',
        serviceCatalogProvisioningDetails: {
          ProductId: 'prod-1',
          ProvisioningParameters: [{ Key: 'CodeConnectionArn', Value }],
        },
      }),
    'what the template of this project creates cannot use it',
  ],
  [
    'a capability for Argo CD whose role may use it',
    (stack, arn) => {
      const role = new iam.Role(stack, 'Role', {
        assumedBy: new iam.ServicePrincipal('capabilities.eks.amazonaws.com'),
      });
      role.addToPolicy(new iam.PolicyStatement({ actions: ['codeconnections:UseConnection'], resources: [arn] }));
      return capability(stack, role.roleArn);
    },
    'Argo CD cannot read the repositories of its applications',
  ],
  [
    'a capability for Argo CD whose role may use it by an inline policy',
    (stack, Resource) => {
      const Statement = [{ Effect: 'Allow', Action: 'codestar-connections:UseConnection', Resource }];
      const policyDocument = { Version: '2012-10-17', Statement };
      const role = new iam.CfnRole(stack, 'Role', {
        assumeRolePolicyDocument: {},
        policies: [{ policyName: 'git', policyDocument }],
      });
      return capability(stack, role.attrArn);
    },
    'Argo CD cannot read the repositories of its applications',
  ],
  ...(['of the role', 'of the policy'] as const).map((side): (typeof OTHER_CONSUMERS)[number] => [
    `a capability for Argo CD whose role may use it by a managed policy, by a property ${side}`,
    (stack, arn) => {
      const role = new iam.Role(stack, 'Role', {
        assumedBy: new iam.ServicePrincipal('capabilities.eks.amazonaws.com'),
      });
      const statements = [new iam.PolicyStatement({ actions: ['codeconnections:UseConnection'], resources: [arn] })];
      if (side === 'of the policy') new iam.ManagedPolicy(stack, 'Policy', { statements, roles: [role] });
      else role.addManagedPolicy(new iam.ManagedPolicy(stack, 'Policy', { statements }));
      return capability(stack, role.roleArn);
    },
    'Argo CD cannot read the repositories of its applications',
  ]),
];

const capability = (stack: Stack, roleArn: string, type = 'ARGOCD') =>
  new CfnCapability(stack, 'Consumer', {
    capabilityName: 'argo-cd',
    clusterName: 'cluster',
    deletePropagationPolicy: 'RETAIN',
    roleArn,
    type,
  });

describe.each(OTHER_CONSUMERS)('%s', (_, make, consequence) => {
  test('on a new connection gets a warning that says what comes of it', () => {
    const stack = validatedStack();
    make(stack, connection(stack).ref);
    expect(warnedIn(stack)).toEqual(['/Stack/Consumer']);
    const [warning] = StackAnnotations.fromStack(stack).findWarning('/Stack/Consumer', Match.anyValue());
    expect(warning.entry.data).toContain(`before then ${consequence}`);
  });

  test('on a waiter, or on an imported connection, gets no warning', () => {
    const own = validatedStack();
    make(own, waiter(own, 'Ready', connection(own).ref).ref);
    expect(warnedIn(own)).toEqual([]);
    const imported = validatedStack();
    connection(imported);
    make(imported, arnOf(ACCOUNT));
    expect(warnedIn(imported)).toEqual([]);
  });
});

test('a capability of another kind, or whose role is not of the app, gets no warning', () => {
  const stack = validatedStack();
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('capabilities.eks.amazonaws.com') });
  role.addToPolicy(
    new iam.PolicyStatement({ actions: ['codeconnections:UseConnection'], resources: [connection(stack).ref] }),
  );
  capability(stack, role.roleArn, 'ACK');
  const other = validatedStack();
  connection(other);
  capability(other, `arn:aws:iam::${ACCOUNT}:role/argo-cd`);
  expect([...warnedIn(stack), ...warnedIn(other)]).toEqual([]);
});
