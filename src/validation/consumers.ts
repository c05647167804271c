import { type CfnResource, Stage } from 'aws-cdk-lib';
import { actionsOf, CONNECTION_ACTION, providerOfAction } from './pipelines';
import { entriesOf, listOf, literal, memberOf, read, readMember, resourceOf, sourceOfText } from './values';

/** A type of resource that uses a connection. */
export interface Consumer {
  /** The ARNs of the connections that a resource uses. */
  readonly arnsOf: (resource: CfnResource) => unknown[];
  /** The consequence if the connection is not available when the resource is created. */
  readonly consequence: string;
}

/** The types of resources that use a connection, apart from repository links. */
export const CONSUMERS: Readonly<Record<string, Consumer | undefined>> = {
  'AWS::CodeBuild::Project': {
    arnsOf: arnsOfProject,
    consequence: 'CodeBuild cannot create the webhook of this project, and its builds cannot read the repository',
  },
  'AWS::CodeBuild::SourceCredential': {
    arnsOf: (credentials) => (read(credentials, 'authType') === CONNECTION_AUTH ? [read(credentials, 'token')] : []),
    consequence: 'CodeBuild cannot use these credentials',
  },
  'AWS::CodeGuruReviewer::RepositoryAssociation': {
    arnsOf: (association) => [read(association, 'connectionArn')],
    consequence: 'CodeGuru Reviewer cannot read this repository',
  },
  'AWS::CodePipeline::Pipeline': {
    arnsOf: arnsOfPipeline,
    consequence: 'the first execution of this pipeline fails',
  },
  'AWS::EKS::Capability': {
    arnsOf: arnsOfCapability,
    consequence: 'Argo CD cannot read the repositories of its applications',
  },
  'AWS::Omics::Workflow': { arnsOf: arnsOfWorkflow, consequence: 'HealthOmics cannot create this workflow' },
  'AWS::Omics::WorkflowVersion': { arnsOf: arnsOfWorkflow, consequence: 'HealthOmics cannot create this version' },
  'AWS::SageMaker::Project': {
    arnsOf: arnsOfSageMakerProject,
    consequence: 'what the template of this project creates cannot use it',
  },
  'AWS::ServiceCatalog::CloudFormationProduct': {
    arnsOf: (product) => {
      const parameters = readMember(product, 'sourceConnection', 'connectionParameters');
      return [memberOf(memberOf(parameters, 'codeStar'), 'connectionArn')];
    },
    consequence: 'Service Catalog cannot read the template of this product',
  },
};

/** The kind of credentials of CodeBuild that is a connection. */
export const CONNECTION_AUTH = 'CODECONNECTIONS';

/** The type of capabilities that read Git. */
export const ARGO_CD = 'ARGOCD';

/** The ARNs of the connections that the sources of a project use, of an L1 or of a template. */
export function arnsOfSources(source: unknown, secondarySources: unknown): unknown[] {
  return [source, ...entriesOf(secondarySources)]
    .map((each) => memberOf(each, 'auth'))
    .filter((auth) => memberOf(auth, 'type') === CONNECTION_AUTH)
    .map((auth) => memberOf(auth, 'resource'));
}

function arnsOfPipeline(pipeline: CfnResource): unknown[] {
  return actionsOf(pipeline)
    .filter((action) => providerOfAction(action) === CONNECTION_ACTION)
    .map((action) => memberOf(memberOf(action, 'configuration'), 'ConnectionArn'));
}

/** The connections of the sources of a project, and those over which Git in its builds reads other repositories. */
function arnsOfProject(project: CfnResource): unknown[] {
  const ofSources = arnsOfSources(read(project, 'source'), read(project, 'secondarySources'));
  const ofGit = entriesOf(readMember(project, 'environment', 'environmentVariables'))
    .filter((variable) => literal(memberOf(variable, 'name'))?.startsWith('GIT_CONFIG_KEY_'))
    .map((variable) => sourceOfText(project, String(memberOf(variable, 'value')))?.ref);
  return [...ofSources, ...ofGit];
}

function arnsOfWorkflow(workflow: CfnResource): unknown[] {
  return [readMember(workflow, 'definitionRepository', 'connectionArn')];
}

/** The parameters of the templates from which a project of SageMaker AI is created: any of them may be an ARN. */
function arnsOfSageMakerProject(project: CfnResource): unknown[] {
  const templates = entriesOf(read(project, 'templateProviderDetails')).map((details) =>
    memberOf(memberOf(details, 'cfnTemplateProviderDetail'), 'parameters'),
  );
  const product = readMember(project, 'serviceCatalogProvisioningDetails', 'provisioningParameters');
  return [...templates, product].flatMap(entriesOf).map((parameter) => memberOf(parameter, 'value'));
}

/** A capability has no property for connections: its role may use them. */
function arnsOfCapability(capability: CfnResource): unknown[] {
  if (literal(read(capability, 'type')) !== ARGO_CD) return [];
  const role = resourceOf(read(capability, 'roleArn'));
  const stage = role && Stage.of(role);
  if (!role || !stage) return [];
  const attached = entriesOf(read(role, 'managedPolicyArns')).map(resourceOf);
  const policies = stage.node
    .findAll()
    .filter((each): each is CfnResource => POLICIES.includes((each as CfnResource).cfnResourceType))
    .filter((policy) => attached.includes(policy) || rolesOf(policy).some((named) => resourceOf(named) === role));
  const documents = [
    ...entriesOf(read(role, 'policies')).map((policy) => memberOf(policy, 'policyDocument')),
    ...policies.map((policy) => read(policy, 'policyDocument')),
  ];
  return documents.flatMap((document) => listOf(memberOf(document, 'statement'))).flatMap(arnsOfStatement);
}

const POLICIES = ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::RolePolicy'];

function rolesOf(policy: CfnResource): unknown[] {
  return [...entriesOf(read(policy, 'roles')), read(policy, 'roleName')];
}

function arnsOfStatement(statement: unknown): unknown[] {
  const actions = listOf(memberOf(statement, 'action'));
  const isOfService = actions.some((action) => /^(?:codeconnections|codestar-connections):/.test(String(action)));
  return isOfService ? listOf(memberOf(statement, 'resource')) : [];
}
