-- One row: a chat as its newest record has it.
CREATE VIEW v1_chat AS
SELECT
    chat.chat_id,
    chat.day,
    chat.at,
    chat.updated_at,
    chat.first_reply,
    chat.is_answered,
    chat.manager,
    chat.client_id,
    chat.source_name,
    file.path AS file,
    chat.line
FROM fact_chat AS chat
JOIN etl_file AS file USING (file_id)
WHERE chat.is_current = 1 AND chat.is_deleted = 0;
