import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { Construct } from 'constructs';
import { ErrorCode } from '../../error-code';
import { checkNotEmpty } from '../../private/checks';
import { throwIfInvalid } from '../../private/errors';
import { type BuildProvider, PROVIDERS, providersThat } from '../../private/providers';
import { checkOptionalReference, checkReference } from '../../private/references';
import { CONNECTION_AUTH } from '../../validation/consumers';
import { rememberWebhook } from '../../validation/project-webhooks';
import { checkPlace, checkProvider } from '../consumer';
import { allowProject } from './build-policy';
import { buildTriggers, checkFilters } from './build-triggers';
import type { PullRequestBuildPolicy } from './pull-request-build-policy';
import type { ScopedBuildSourceOptions } from './scoped-source-props';
import { WebhookFilters } from './webhook-filters';
import { ANY_REPOSITORY, type ScopedWebhook } from './webhook-scope';

type Source = codebuild.CfnProject.SourceProperty;
type Triggers = codebuild.CfnProject.ProjectTriggersProperty;

/** A source over a connection: a CDK source, and what it has besides. */
interface SourceOverConnection {
  readonly provider: BuildProvider;
  readonly props: {
    readonly connection: IConnectionRef;
    readonly identifier?: string;
    readonly pullRequestBuildPolicy?: PullRequestBuildPolicy;
  };
  readonly location: string;
  readonly stock: codebuild.ISource;
  readonly properties?: Partial<Source>;
  readonly scopedWebhook?: ScopedWebhook;
}

/** CDK's sources compose a URL from these. It is replaced afterwards, so that a repository may be a token. */
export const ADDRESS_SET_LATER = { owner: 'owner', repo: 'name' };

/** A CDK source that uses the connection, with the permissions for it. */
export function overConnection(source: SourceOverConnection): codebuild.ISource {
  const { provider, props, location, stock, properties, scopedWebhook } = source;
  const { connection, identifier, pullRequestBuildPolicy } = props;
  checkOptionalReference('pullRequestBuildPolicy', pullRequestBuildPolicy, '_commentApproval', undefined);
  const { type } = PROVIDERS[provider].codeBuild;
  return {
    type,
    badgeSupported: stock.badgeSupported,
    ...(identifier !== undefined && { identifier }),
    bind(scope: Construct, project: codebuild.IProject): codebuild.SourceConfig {
      checkProvider(connection, [provider], scope);
      checkPlace(connection, scope);
      allowProject(scope, project, connection);
      const config = stock.bind(scope, project);
      const triggers = config.buildTriggers ?? {};
      throwIfInvalid(
        ErrorCode.INVALID_CONNECTION_BUILD_SOURCE,
        [
          ...checkFilters(triggers, provider, scopedWebhook?.scope),
          ...checkPolicy(pullRequestBuildPolicy, triggers, provider),
        ],
        scope,
      );
      if (triggers.webhook && identifier !== undefined) rememberWebhook(project, identifier);
      return {
        ...config,
        ...(config.buildTriggers && {
          buildTriggers: {
            ...buildTriggers(config.buildTriggers),
            ...(triggers.webhook && scopedWebhook && { scopeConfiguration: rendered(scopedWebhook, scope) }),
            ...(pullRequestBuildPolicy && { pullRequestBuildPolicy: pullRequestBuildPolicy._render() }),
          },
        }),
        sourceProperty: { ...config.sourceProperty, ...properties, type, location, auth: auth(connection) },
      };
    },
  };
}

/** A source whose webhook is for many repositories. */
export function scopedSource(
  provider: BuildProvider,
  props: ScopedBuildSourceOptions & { readonly ignoreSslErrors?: boolean },
  scopedWebhook: ScopedWebhook,
): codebuild.ISource {
  const { connection, webhook = true, ignoreSslErrors } = props;
  const webhookFilters = props.webhookFilters ?? (webhook ? [WebhookFilters.workflowJobQueued()] : []);
  throwIfInvalid(
    ErrorCode.INVALID_CONNECTION_BUILD_SOURCE,
    webhook ? checkNotEmpty('webhookFilters', webhookFilters) : [],
    connection,
  );
  const options = { ...props, webhook, webhookFilters };
  const stock =
    provider === 'GitHubEnterpriseServer'
      ? codebuild.Source.gitHubEnterprise({ ...options, httpsCloneUrl: ANY_REPOSITORY })
      : codebuild.Source.gitHub({ ...options, ...ADDRESS_SET_LATER });
  const properties = ignoreSslErrors === undefined ? {} : { insecureSsl: ignoreSslErrors };
  return overConnection({ provider, props, location: ANY_REPOSITORY, stock, properties, scopedWebhook });
}

/** The source of a project that has no primary one: a connection for its other sources. */
export function sourceOfNothing(connection: IConnectionRef): codebuild.ISource {
  checkReference('connection', connection, 'connectionRef', undefined);
  const type = 'NO_SOURCE';
  return {
    type,
    badgeSupported: false,
    bind(scope: Construct, project: codebuild.IProject): codebuild.SourceConfig {
      checkProvider(
        connection,
        providersThat(({ codeBuild }) => codeBuild),
        scope,
      );
      checkPlace(connection, scope);
      allowProject(scope, project, connection);
      return { sourceProperty: { type, auth: auth(connection) } };
    },
  };
}

function auth(connection: IConnectionRef): codebuild.CfnProject.SourceAuthProperty {
  return { type: CONNECTION_AUTH, resource: connection.connectionRef.connectionArn };
}

function rendered(
  { scope, name, domain }: ScopedWebhook,
  construct: Construct,
): codebuild.CfnProject.ScopeConfigurationProperty {
  return { name, scope, ...(domain && { domain: domain(construct) }) };
}

function checkPolicy(
  policy: PullRequestBuildPolicy | undefined,
  { webhook }: Triggers,
  provider: BuildProvider,
): string[] {
  if (!policy) return [];
  if (webhook) return policy._violations(provider, PROVIDERS[provider].codeBuild.roles);
  return [
    "'pullRequestBuildPolicy' needs a webhook, got a source without one; set 'webhook' to true, give 'webhookFilters', or remove 'pullRequestBuildPolicy'",
  ];
}
