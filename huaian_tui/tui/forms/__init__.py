"""Forms: fields, dialogs, drafts."""
