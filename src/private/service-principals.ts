/** The principal as which Git sync assumes its role, and to which roles and repository links are passed. */
export const GIT_SYNC_PRINCIPAL = 'cloudformation.sync.codeconnections.amazonaws.com';
