import { CfnResource, type Stack } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import { CfnWorkflow, CfnWorkflowVersion } from 'aws-cdk-lib/aws-omics';
import * as servicecatalog from 'aws-cdk-lib/aws-servicecatalog';
import {
  ConnectionOmicsWorkflowDefinition,
  type ConnectionOmicsWorkflowDefinitionProps,
  ConnectionProductSource,
  type ConnectionProductSourceProps,
  mixins,
  OmicsWorkflowSourceReference,
  ProviderType,
} from '../../src';
import { codeOf, newStack, only } from '../fixtures';
import { CONNECTION_ARN, connectionIn, IN_VAIN } from './fixtures';

const OLD_ARN = CONNECTION_ARN.replace('codeconnections', 'codestar-connections');
const IN_MILAN = CONNECTION_ARN.replace('eu-west-1', 'eu-south-1');

describe('ProductSource', () => {
  const TYPE = 'AWS::ServiceCatalog::CloudFormationProduct';
  const props = (stack: Stack, arn = OLD_ARN): ConnectionProductSourceProps => ({
    connection: connectionIn(stack, arn),
    repository: 'my-org/products',
    branch: 'main',
    artifactPath: 'bucket.yaml',
  });
  const source = (stack: Stack) => new mixins.ProductSource(props(stack));
  const expected = () => {
    const stack = newStack();
    const sourceConnection = ConnectionProductSource.fromConnection(props(stack));
    new servicecatalog.CfnCloudFormationProduct(stack, 'P', { name: 'n', owner: 'o', sourceConnection });
    return only(stack, TYPE).Properties.SourceConnection;
  };

  test.each<[string, (stack: Stack) => CfnResource]>([
    ['an L1', (stack) => new servicecatalog.CfnCloudFormationProduct(stack, 'P', { name: 'n', owner: 'o' })],
    ['a plain resource', (stack) => new CfnResource(stack, 'P', { type: TYPE, properties: { Name: 'n' } })],
  ])('makes %s follow a template in a repository, as its own property does, once', (_, make) => {
    const stack = newStack();
    const mixin = source(stack);
    make(stack).with(mixin, mixin);
    expect(only(stack, TYPE).Properties.SourceConnection).toEqual(expected());
  });

  test('leaves the versions that an L2 has as they are', () => {
    const stack = newStack();
    const product = new servicecatalog.CloudFormationProduct(stack, 'P', {
      productName: 'n',
      owner: 'o',
      productVersions: [
        { cloudFormationTemplate: servicecatalog.CloudFormationTemplate.fromUrl('https://example.com/bucket.yaml') },
      ],
    });
    product.with(source(stack));
    expect(only(stack, TYPE).Properties).toMatchObject({
      SourceConnection: expected(),
      ProvisioningArtifactParameters: [{ Info: { LoadTemplateFromURL: 'https://example.com/bucket.yaml' } }],
    });
  });

  test('warns of an import', () => {
    const stack = newStack();
    const arn = 'arn:aws:catalog:eu-west-1:123456789012:product/prod-1';
    servicecatalog.CloudFormationProduct.fromProductArn(stack, 'P', arn);
    stack.with(source(stack));
    Annotations.fromStack(stack).hasWarning('*', IN_VAIN);
  });

  test('bad input is refused', () => {
    const stack = newStack();
    expect(codeOf(() => new mixins.ProductSource({ ...props(stack), branch: '' }))).toBe('INVALID_PRODUCT_SOURCE');
    const connection = connectionIn(newStack(), OLD_ARN, ProviderType.GITLAB);
    expect(codeOf(() => new mixins.ProductSource({ ...props(newStack()), connection }))).toBe('UNSUPPORTED_PROVIDER');
    const elsewhere = new mixins.ProductSource(props(newStack(), IN_MILAN));
    const product = new servicecatalog.CfnCloudFormationProduct(stack, 'P', { name: 'n', owner: 'o' });
    expect(codeOf(() => product.with(elsewhere))).toBe('CONNECTION_OF_OTHER_REGION');
  });
});

describe('OmicsWorkflowDefinition', () => {
  const props = (stack: Stack, arn = CONNECTION_ARN): ConnectionOmicsWorkflowDefinitionProps => ({
    connection: connectionIn(stack, arn),
    repository: 'my-org/pipeline',
  });
  const sourceReference = OmicsWorkflowSourceReference.tag('v1');
  const types = { Workflow: 'AWS::Omics::Workflow', Version: 'AWS::Omics::WorkflowVersion' };
  const make = {
    Workflow: (stack: Stack, given: object) => new CfnWorkflow(stack, 'Workflow', given),
    Version: (stack: Stack, given: object) =>
      new CfnWorkflowVersion(stack, 'Version', { workflowId: '1', versionName: 'v', ...given }),
  };

  test.each(['Workflow', 'Version'] as const)('replaces the definition of a %s, as its own property does', (kind) => {
    const stack = newStack();
    const resource = make[kind](stack, { definitionUri: 's3://bucket/workflow.zip', main: 'main.wdl' });
    resource.with(new mixins.OmicsWorkflowDefinition({ ...props(stack), sourceReference }));
    const other = newStack();
    const definitionRepository = ConnectionOmicsWorkflowDefinition.fromConnection({ ...props(other), sourceReference });
    make[kind](other, { definitionRepository, main: 'main.wdl' });
    expect(only(stack, types[kind])).toEqual(only(other, types[kind]));
  });

  test('leaves nothing of another definition', () => {
    const stack = newStack();
    const all = new mixins.OmicsWorkflowDefinition({ ...props(stack), sourceReference, excludeFilePatterns: ['x'] });
    const other = newStack();
    const definition = { ...props(other), sourceReference };
    const workflow = make.Workflow(stack, {
      definitionRepository: ConnectionOmicsWorkflowDefinition.fromConnection(definition),
    });
    workflow.with(all, new mixins.OmicsWorkflowDefinition(props(newStack())));
    expect(only(stack, types.Workflow).Properties.DefinitionRepository).toEqual({
      connectionArn: CONNECTION_ARN,
      fullRepositoryId: 'my-org/pipeline',
    });
  });

  test('warns of a stack without workflows', () => {
    const stack = newStack();
    stack.with(new mixins.OmicsWorkflowDefinition(props(stack)));
    Annotations.fromStack(stack).hasWarning('*', IN_VAIN);
  });

  test('bad input is refused', () => {
    const stack = newStack();
    const given = { ...props(stack), repository: 'my-org' };
    expect(codeOf(() => new mixins.OmicsWorkflowDefinition(given))).toBe('INVALID_OMICS_WORKFLOW_DEFINITION');
    const elsewhere = new mixins.OmicsWorkflowDefinition(props(newStack(), IN_MILAN));
    expect(codeOf(() => make.Workflow(stack, {}).with(elsewhere))).toBe('CONNECTION_OF_OTHER_REGION');
  });
});
