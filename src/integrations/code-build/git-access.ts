import type { CfnResource } from 'aws-cdk-lib';
import { Token } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { CodeBuildStep } from 'aws-cdk-lib/pipelines';
import { type Construct, DependencyGroup } from 'constructs';
import { ConnectionGrants } from '../../connection';
import { ErrorCode } from '../../error-code';
import { checkEach, checkString, type TextCheck } from '../../private/checks';
import { refuse, throwIfInvalid } from '../../private/errors';
import { providerNamed } from '../../private/providers';
import { checkReference } from '../../private/references';
import { checkRepository } from '../../private/repositories';
import { allowRole } from '../../private/roles';
import { attachStageValidator } from '../../validation';
import { adviceOnProvider, endpointOf, providerOf } from '../../validation/connections';
import { constructOf, entriesOf, literal, memberOf, readMember } from '../../validation/values';
import { roleOf } from './build-policy';
import type { ConnectionGitAccessOptions } from './git-access-options';
import { COUNT, type GitSetting, gitSettings, gitVariables } from './git-configuration';

const POLICY_ID = 'GitAccessPolicy';
const VARIABLES = 'Environment.EnvironmentVariables';
const URL_OF_PROVIDER = {
  min: 1,
  pattern: /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/,
  form: "a URL without a user, a query and a fragment, such as 'https://git.example.com'",
};

/** Access of builds to repositories of a connection: what the construct and the mixin have in common. */
export class BuildGitAccess {
  public static of(
    connection: IConnectionRef,
    { repositories, providerUrl }: ConnectionGitAccessOptions,
  ): BuildGitAccess {
    checkReference('connection', connection, 'connectionRef', undefined);
    const provider = providerOf(connection);
    const check: TextCheck = (name, repository) => checkRepository(name, repository, provider);
    const violations = [
      ...(Token.isUnresolved(repositories)
        ? ["'repositories' must be a list that is known at synthesis, got a token"]
        : []),
      ...checkEach('repositories', repositories, check),
      ...checkString('providerUrl', providerUrl, URL_OF_PROVIDER),
    ];
    throwIfInvalid(ErrorCode.INVALID_GIT_ACCESS, violations, connection);
    const each = [...new Set(repositories)];
    const settings = gitSettings(connection, each, providerUrl ?? urlOf(connection, provider));
    return new BuildGitAccess(connection, each, settings);
  }

  private constructor(
    private readonly connection: IConnectionRef,
    private readonly repositories: string[],
    private readonly settings: readonly GitSetting[],
  ) {}

  /** Sets the variables of the L1 of a project, and allows its role to read the repositories before it is created. */
  public addTo(project: CfnResource): void {
    const owner = constructOf(project) as Construct;
    attachStageValidator(owner);
    const list = readMember(project, 'environment', 'environmentVariables');
    if (list !== undefined && !Array.isArray(list)) {
      const message = `the environment variables of '${owner.node.path}' must be a list that is known at synthesis, got a token`;
      refuse(ErrorCode.INVALID_GIT_ACCESS, message, owner);
    }
    const present = entriesOf(list).map(cfnVariable);
    const find = (name: string) => {
      const found = present.find((each) => each.Name === name);
      return found?.Type === undefined || found.Type === 'PLAINTEXT' ? found?.Value : found;
    };
    const variables = gitVariables(this.settings, find, owner);
    const added = Object.entries(variables).map(([Name, Value]) => ({ Name, Type: 'PLAINTEXT', Value }));
    if (added.length > 0) {
      project.addPropertyOverride(VARIABLES, [...present.filter(({ Name }) => Name !== COUNT), ...added]);
    }
    const policy = allowRole(owner, POLICY_ID, roleOf(project), ...this.statements());
    if (policy) project.node.addDependency(policy);
  }

  /** Sets the variables and the permissions of a step, from which CDK Pipelines makes a project later. */
  public addToPendingStep(step: CodeBuildStep): void {
    const inherited = step.buildEnvironment?.environmentVariables ?? {};
    const find = (name: string) => {
      const { type, value } = inherited[name] ?? {};
      return step.env[name] ?? (type === undefined || type === 'PLAINTEXT' ? value?.toString() : inherited[name]);
    };
    // Both are public, and read when the pipeline is built. The maps and lists of the app may be those of several steps.
    Object.assign(step, {
      env: { ...step.env, ...gitVariables(this.settings, find, this.connection) },
      rolePolicyStatements: [...(step.rolePolicyStatements ?? []), ...this.statements()],
    });
  }

  private statements(): iam.PolicyStatement[] {
    const principal = new StatementCollector();
    ConnectionGrants.fromConnection(this.connection).readRepositories(principal, this.repositories);
    return principal.statements;
  }
}

/** The URL of the provider of a connection, from the provider, its host or the connection. */
function urlOf(connection: IConnectionRef, provider: string | undefined): string {
  const { url = endpointOf(connection), otherUrls } = providerNamed(provider) ?? {};
  if (otherUrls) {
    const message = `the provider ${provider} is not supported: AWS does not document how its repositories are named over a connection; configure Git in the buildspec, with 'gitHttpUrl' of the connection`;
    refuse(ErrorCode.UNSUPPORTED_PROVIDER, message, connection);
  } else if (url === undefined && provider === undefined) {
    const message = `give 'providerUrl', because the provider of the connection is unknown; or ${adviceOnProvider(connection)}`;
    refuse(ErrorCode.UNKNOWN_PROVIDER, message, connection);
  } else if (url === undefined) {
    const message = `give 'providerUrl', such as 'https://git.example.com', because this app does not know at which URL the repositories of ${provider} are`;
    refuse(ErrorCode.INVALID_GIT_ACCESS, message, connection);
  }
  return url ?? '';
}

/** A variable as in a template. */
interface CfnVariable {
  readonly Name: unknown;
  readonly Type: unknown;
  readonly Value: unknown;
}

function cfnVariable(variable: unknown): CfnVariable {
  const [Name, type, Value] = ['name', 'type', 'value'].map((member) => memberOf(variable, member));
  return { Name, Type: literal(type) ?? type, Value };
}

/** A principal that keeps what it is allowed. */
class StatementCollector implements iam.IPrincipal {
  public readonly grantPrincipal = this;
  public readonly assumeRoleAction = 'sts:AssumeRole';
  public readonly policyFragment = new iam.PrincipalPolicyFragment({});
  public readonly statements: iam.PolicyStatement[] = [];

  public addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    this.statements.push(statement);
    return { statementAdded: true, policyDependable: new DependencyGroup() };
  }
}
