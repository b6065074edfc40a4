/** Numbers in sentences: 12,345 whatever the system's language is, as all words here are English. */
export const formatAmount = (n: number): string => n.toLocaleString('en-US');
