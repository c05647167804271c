import { AspectPriority, Aspects, type CfnResource, Token } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { CodeBuildStep } from 'aws-cdk-lib/pipelines';
import type { Construct, IConstruct } from 'constructs';
import { ConnectionGrants } from '../../connection';
import { ErrorCode } from '../../error-code';
import { checkRequiredTexts, checkString, type TextCheck } from '../../private/checks';
import { refuse, throwIfInvalid } from '../../private/errors';
import { providerNamed } from '../../private/providers';
import { checkReference } from '../../private/references';
import { checkRepository } from '../../private/repositories';
import { allowRole, statementsOf } from '../../private/roles';
import { attachStageValidator } from '../../validation';
import { adviceOnProvider, endpointOf, providerOf } from '../../validation/connections';
import { constructOf, entriesOf, literal, memberOf, readMember } from '../../validation/values';
import { checkPlace } from '../consumer';
import { roleOf } from './build-policy';
import type { ConnectionGitAccessProps } from './connection-git-access-props';
import { COUNT, type GitSetting, gitSettings, gitVariables } from './git-configuration';

const POLICY_ID = 'GitAccessPolicy';
const VARIABLES = 'Environment.EnvironmentVariables';
const URL_OF_PROVIDER = {
  min: 1,
  pattern: /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/,
  form: "a URL without a user, a query and a fragment, such as 'https://git.example.com'",
};

/** Access of builds to repositories of a connection: what the construct and the mixin have in common. */
export class GitAccess {
  public static of({ connection, repositories, providerUrl }: ConnectionGitAccessProps): GitAccess {
    checkReference('connection', connection, 'connectionRef', undefined);
    const provider = providerOf(connection);
    const check: TextCheck = (name, repository) => checkRepository(name, repository, provider);
    const violations = [
      ...(Token.isUnresolved(repositories)
        ? ["'repositories' must be a list that is known at synthesis, got a token"]
        : []),
      ...checkRequiredTexts('repositories', repositories, check),
      ...checkString('providerUrl', providerUrl, URL_OF_PROVIDER),
    ];
    throwIfInvalid(ErrorCode.INVALID_GIT_ACCESS, violations, connection);
    checkAddresses(connection, provider);
    const each = [...new Set(repositories)];
    const settings = gitSettings(connection, each, providerUrl ?? urlOf(connection, provider));
    return new GitAccess(connection, each, settings);
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
    checkPlace(this.connection, owner);
    this.variables(project, owner); // what is wrong by now is said now
    // The L1 may get other variables later, also by aspects.
    const visit = (node: IConstruct): void => {
      if (node === project) this.setVariables(project, owner);
    };
    Aspects.of(project).add({ visit }, { priority: AspectPriority.READONLY });
    const policy = allowRole(owner, POLICY_ID, roleOf(project), ...this.statements());
    if (policy) project.node.addDependency(policy);
  }

  private setVariables(project: CfnResource, owner: Construct): void {
    const { present, added } = this.variables(project, owner);
    if (added.length === 0) return;
    project.addPropertyOverride(VARIABLES, [...present.filter(({ Name }) => Name !== COUNT), ...added]);
  }

  /** The variables that a project has, and those that it gets. */
  private variables(project: CfnResource, owner: Construct): Readonly<Record<'present' | 'added', CfnVariable[]>> {
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
    return { present, added: Object.entries(variables).map(([Name, Value]) => ({ Name, Type: 'PLAINTEXT', Value })) };
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

  private statements(): PolicyStatement[] {
    const grants = ConnectionGrants.fromConnection(this.connection);
    return statementsOf((grantee) => grants.readRepositories(grantee, this.repositories));
  }
}

/** Refuses a provider whose repositories have other addresses over a connection. */
function checkAddresses(connection: IConnectionRef, provider: string | undefined): void {
  if (!providerNamed(provider)?.otherUrls) return;
  const message = `the provider ${provider} is not supported: AWS does not document how its repositories are named over a connection; configure Git in the buildspec, with 'gitHttpUrl' of the connection`;
  refuse(ErrorCode.UNSUPPORTED_PROVIDER, message, connection);
}

/** The URL of the provider of a connection, from the provider, its host or the connection. */
function urlOf(connection: IConnectionRef, provider: string | undefined): string {
  const { url = endpointOf(connection) } = providerNamed(provider) ?? {};
  if (url === undefined && provider === undefined) {
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
