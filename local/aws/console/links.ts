import { decoded, type Html, html, isConsoleLink, localPageOf, localPath } from '../../simulator/index.ts';

const DASHBOARD = /^#dashboards(?:\/dashboard\/|:name=)([^&;?]+)/;
const LINK = /(https:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}])/;

export const dashboardPath = (name: string): string => `/cloudwatch/dashboards/${encodeURIComponent(name)}`;

/** The path in the local console for a link into the AWS console. */
export function consolePath(link: string): string {
  return dashboardOf(link) ?? localPath(link);
}

/** The page of the local console for a link, if it leads to a page of the AWS console that there is here. */
export function consolePageOf(link: string): string | undefined {
  return isConsoleLink(link) ? (dashboardOf(link) ?? localPageOf(link)) : undefined;
}

function dashboardOf(link: string): string | undefined {
  const { pathname, hash } = new URL(link);
  const name = pathname === '/cloudwatch/home' ? DASHBOARD.exec(hash)?.[1] : undefined;
  return name && dashboardPath(decoded(name));
}

/** A text of somebody: links into the AWS console lead to the page of the local one, all else is text. */
export function withLocalLinks(text: string): Html {
  const parts = text.split(LINK).map((part, index) => {
    const page = index % 2 === 1 ? consolePageOf(part) : undefined;
    return page === undefined ? html`${part}` : html`<a href="${page}">${part}</a>`;
  });
  return html`${parts}`;
}
