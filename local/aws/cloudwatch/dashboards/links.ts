import { localPath } from '../../../simulator/index.ts';

const DASHBOARD = /^#dashboards(?:\/dashboard\/|:name=)([^&;?]+)/;

export const dashboardPath = (name: string): string => `/cloudwatch/dashboards/${encodeURIComponent(name)}`;

/** The path in the local console for a link into the AWS console. */
export function consolePath(link: string): string {
  const { pathname, hash } = new URL(link);
  const dashboard = pathname === '/cloudwatch/home' ? DASHBOARD.exec(hash)?.[1] : undefined;
  return dashboard === undefined ? localPath(link) : dashboardPath(decodeURIComponent(dashboard));
}
