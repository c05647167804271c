import { CodeStarConnectionsClient } from '@aws-sdk/client-codestar-connections';
import type { LocalAws } from 'cdk-codeconnections-local';
import { type AwsRequest, awsRequest } from '../../local/aws/aws-request.ts';

/** An account that is deployed to: on AWS, or the local one. */
export interface Account {
  readonly name: 'AWS' | 'local AWS';
  readonly id: string;
  readonly region: string;
  /** What the cdk CLI needs to know in its environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls an API of AWS, to read. */
  request<T>(request: AwsRequest): Promise<T>;
}

const LOCAL_ID = '123456789012';

export function localAccount({ env }: LocalAws): Account {
  return {
    name: 'local AWS',
    id: LOCAL_ID,
    region: env.AWS_REGION,
    // Whoever tests on AWS too has more in the environment, which is not for the local AWS.
    env: { ...env, AWS_PROFILE: undefined, AWS_SESSION_TOKEN: undefined },
    request: (request) => awsRequest(env, request),
  };
}

/** An account on AWS, with the credentials and the Region that AWS's own tools find for a profile. */
export async function awsAccount(profile: string | undefined, chosenRegion: string | undefined): Promise<Account> {
  // Only its configuration is of use: it looks for credentials wherever the SDK does, and renews them.
  const { config } = new CodeStarConnectionsClient({ profile, region: chosenRegion });
  const region = await config.region();
  const request = async <T>(request: AwsRequest): Promise<T> => {
    const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials();
    const environment: Record<string, string> = {
      AWS_ENDPOINT_URL: `https://${request.service}.${region}.amazonaws.com`,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      ...(sessionToken && { AWS_SESSION_TOKEN: sessionToken }),
    };
    return awsRequest<T>(environment, request);
  };
  const identity = await request<string>({
    service: 'sts',
    parameters: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
  });
  const id = identity.match(/<Account>(\d{12})<\/Account>/)?.[1];
  if (!id) throw new Error('AWS does not say which account the credentials belong to');
  const env = { AWS_REGION: region, AWS_DEFAULT_REGION: region, ...(profile && { AWS_PROFILE: profile }) };
  return { name: 'AWS', id, region, env, request };
}
