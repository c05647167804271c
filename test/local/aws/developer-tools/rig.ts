import { type AwsEnvironment, awsRequest } from '../../../../local/aws/aws-request';

const TARGETS = { codebuild: 'CodeBuild_20161006', codepipeline: 'CodePipeline_20150709' };

/** Calls an operation of CodePipeline or CodeBuild. */
export function call<T = unknown>(
  env: AwsEnvironment,
  service: keyof typeof TARGETS,
  operation: string,
  body: object = {},
): Promise<T> {
  return awsRequest<T>(env, { service, target: `${TARGETS[service]}.${operation}`, body });
}

/** A role that a service may assume. */
export function serviceRole(service: string) {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: `${service}.amazonaws.com` } }],
      },
    },
  };
}

/** A policy by which the role `BuildRole` may use a connection. */
export function connectionPolicy(Resource: unknown) {
  const Action = ['codeconnections:GetConnection', 'codeconnections:GetConnectionToken'];
  return {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'use-connection',
      PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] },
      Roles: [{ Ref: 'BuildRole' }],
    },
  };
}

/** A policy by which a role of a pipeline may use a connection, in requests that meet a condition. */
export function useConnectionPolicy(role: string, Resource: unknown, Condition: object = {}) {
  const Statement = [{ Effect: 'Allow', Action: 'codeconnections:UseConnection', Resource, Condition }];
  return {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'use-connection',
      PolicyDocument: { Version: '2012-10-17', Statement },
      Roles: [{ Ref: role }],
    },
  };
}

const CONNECTION = 'arn:aws:codeconnections:us-east-1:123456789012:connection/00000000-0000-0000-0000-000000000000';

/** The source action of a pipeline, on a push to the branch `main` of `my-org/app`. */
export function sourceAction(ConnectionArn: unknown = CONNECTION, more: object = {}) {
  return {
    Name: 'Checkout',
    ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: 'CodeStarSourceConnection', Version: '1' },
    Configuration: { ConnectionArn, FullRepositoryId: 'my-org/app', BranchName: 'main', ...more },
    OutputArtifacts: [{ Name: 'Code' }],
  };
}

/** A pipeline of two stages, with the role `PipelineRole`. */
export function pipeline(properties: Record<string, unknown> = {}, source = sourceAction()) {
  const build = {
    Name: 'Compile',
    ActionTypeId: { Category: 'Build', Owner: 'AWS', Provider: 'CodeBuild', Version: '1' },
    Configuration: { ProjectName: 'app' },
    InputArtifacts: [{ Name: 'Code' }],
  };
  return {
    Type: 'AWS::CodePipeline::Pipeline',
    Properties: {
      RoleArn: { 'Fn::GetAtt': ['PipelineRole', 'Arn'] },
      ArtifactStore: { Type: 'S3', Location: 'artifacts' },
      Stages: [
        { Name: 'Source', Actions: [source] },
        { Name: 'Build', Actions: [build] },
      ],
      ...properties,
    },
  };
}

/** A project without a source, with the role `BuildRole`. */
export function project(properties: Record<string, unknown> = {}) {
  return {
    Type: 'AWS::CodeBuild::Project',
    Properties: {
      ServiceRole: { 'Fn::GetAtt': ['BuildRole', 'Arn'] },
      Artifacts: { Type: 'NO_ARTIFACTS' },
      Environment: {
        Type: 'LINUX_CONTAINER',
        ComputeType: 'BUILD_GENERAL1_SMALL',
        Image: 'aws/codebuild/standard:7.0',
      },
      Source: { Type: 'NO_SOURCE', BuildSpec: 'version: 0.2' },
      ...properties,
    },
  };
}
