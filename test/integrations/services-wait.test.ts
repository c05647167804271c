process.env.CDK_VALIDATION = 'false';

import type { CfnResource, Stack } from 'aws-cdk-lib';
import { CfnCapability } from 'aws-cdk-lib/aws-eks';
import { CfnWorkflow, CfnWorkflowVersion } from 'aws-cdk-lib/aws-omics';
import { CfnProject } from 'aws-cdk-lib/aws-sagemaker';
import { CfnCloudFormationProduct } from 'aws-cdk-lib/aws-servicecatalog';
import {
  ArgoCdCapabilityRole,
  AvailableConnection,
  Connection,
  ConnectionOmicsWorkflowDefinition,
  ConnectionProductSource,
  type IConnection,
  mixins,
  ProviderType,
} from '../../src';
import { newRole, newStack } from '../fixtures';
import { warnedIn } from '../validation/fixtures';

const repositories = ['my-org/gitops'];
const capability = (stack: Stack, roleArn: string) =>
  new CfnCapability(stack, 'It', {
    clusterName: 'c',
    capabilityName: 'a',
    deletePropagationPolicy: 'RETAIN',
    type: 'ARGOCD',
    roleArn,
  });
const product = (connection: IConnection) => ({
  connection,
  repository: 'my-org/products',
  branch: 'main',
  artifactPath: 'bucket.yaml',
});
const workflow = (connection: IConnection) => ({ connection, repository: 'my-org/pipeline' });

/** Each way in which a service gets a connection. */
const BINDINGS: [name: string, bind: (stack: Stack, connection: IConnection) => CfnResource][] = [
  [
    'ArgoCdCapabilityRole',
    (stack, connection) =>
      capability(stack, new ArgoCdCapabilityRole(stack, 'Role', { connection, repositories }).roleArn),
  ],
  [
    'mixins.ArgoCdRepositories',
    (stack, connection) =>
      capability(stack, newRole(stack).roleArn).with(
        new mixins.ArgoCdRepositories({ connection, repositories }),
      ) as CfnResource,
  ],
  [
    'ConnectionProductSource',
    (stack, connection) =>
      new CfnCloudFormationProduct(stack, 'It', {
        name: 'n',
        owner: 'o',
        sourceConnection: ConnectionProductSource.fromConnection(product(connection)),
      }),
  ],
  [
    'mixins.ProductSource',
    (stack, connection) =>
      new CfnCloudFormationProduct(stack, 'It', { name: 'n', owner: 'o' }).with(
        new mixins.ProductSource(product(connection)),
      ) as CfnResource,
  ],
  [
    'ConnectionOmicsWorkflowDefinition',
    (stack, connection) =>
      new CfnWorkflow(stack, 'It', {
        definitionRepository: ConnectionOmicsWorkflowDefinition.fromConnection(workflow(connection)),
      }),
  ],
  [
    'mixins.OmicsWorkflowDefinition',
    (stack, connection) =>
      new CfnWorkflowVersion(stack, 'It', { workflowId: '1', versionName: 'v' }).with(
        new mixins.OmicsWorkflowDefinition(workflow(connection)),
      ) as CfnResource,
  ],
  [
    'a parameter of a SageMaker project',
    (stack, { connectionArn: value }) =>
      new CfnProject(stack, 'It', {
        projectName: 'p',
        serviceCatalogProvisioningDetails: {
          ProductId: 'p',
          ProvisioningParameters: [{ Key: 'Connection', Value: value }],
        },
      }),
  ],
];

describe.each(BINDINGS)('by %s', (_, bind) => {
  const connectionIn = (stack: Stack) =>
    new Connection(stack, 'Git', { connectionName: 'git', providerType: ProviderType.GITHUB });

  test('a connection that may still be pending is warned of', () => {
    const stack = newStack();
    bind(stack, connectionIn(stack));
    expect(warnedIn(stack)).toEqual(['/Stack/It']);
  });

  test('a connection that is waited for is used after the wait', () => {
    const stack = newStack();
    bind(stack, new AvailableConnection(stack, 'Ready', { connection: connectionIn(stack) }));
    expect(warnedIn(stack)).toEqual([]);
  });
});
