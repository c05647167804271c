import { resourceId, splitArn } from './arn';

const CONSOLES: Readonly<Record<string, string>> = {
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** The page of the AWS console on which a person completes a connection, or sets up a host. */
export function consoleLink(arn: string): string {
  const parts = splitArn(arn);
  if (!parts) throw new Error(`not an ARN: ${arn}`);
  const { partition, service, region, account, resource } = parts;
  const host = `${region}.${CONSOLES[partition] ?? 'console.aws.amazon.com'}`;
  const pages = resource.startsWith('host/') ? 'hosts' : 'connections';
  return `https://${host}/codesuite/settings/${account}/${region}/${service}/${pages}/${encodeURIComponent(resourceId(arn))}`;
}
